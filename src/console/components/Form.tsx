// Forms and their fields. Every form is a POST with the session's token; one that does something also carries a key of its
// own, so that a double submit is one action.
import type { ComponentChildren } from "preact";
import { FORM_TOKEN } from "../session/formToken";

/** The name of the hidden field with the key that makes repeats of one form one action. */
export const ONCE = "once";

interface FormProps {
  action: string;
  formToken: string;
  /** It does something: its repetition is not to do it again. */
  once?: boolean;
  /** It has a file. */
  upload?: boolean;
  class?: string;
  children: ComponentChildren;
}

export const Form = ({
  action,
  formToken,
  once = false,
  upload = false,
  class: name,
  children,
}: FormProps) => (
  <form method="post" action={action} class={name} enctype={upload ? "multipart/form-data" : undefined}>
    <input type="hidden" name={FORM_TOKEN} value={formToken} />
    {once && <input type="hidden" name={ONCE} value={crypto.randomUUID()} />}
    {children}
  </form>
);

/** A field's description, and what was wrong with what was sent. */
export interface FieldProps {
  name: string;
  /** Where two forms of a page have fields of one name: what tells this one from the other. */
  id?: string;
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  value?: string | undefined;
}

/** Ids of the texts that describe a field, for screen readers. */
const describedBy = ({ name, id = name, help, error }: FieldProps): string | undefined =>
  [error !== undefined && `${id}-error`, help !== undefined && `${id}-help`].filter(Boolean).join(" ") ||
  undefined;

function Field({ field, children }: { field: FieldProps; children: ComponentChildren }) {
  const { name, id = name, label, help, error, required } = field;
  return (
    <div class="field">
      <label for={`field-${id}`}>
        {label} {!required && <span class="quiet">optional</span>}
      </label>
      {help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {children}
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

const attributesOf = (field: FieldProps) => ({
  id: `field-${field.id ?? field.name}`,
  name: field.name,
  required: field.required ?? false,
  "aria-describedby": describedBy(field),
  "aria-invalid": field.error === undefined ? undefined : true,
});

interface TextFieldProps extends FieldProps {
  password?: boolean;
  autocomplete?: string;
  maxLength?: number;
  /** Offered while somebody types; anything else can be typed as well. */
  suggestions?: readonly string[];
}

export function TextField({
  password = false,
  autocomplete = "off",
  maxLength,
  suggestions = [],
  ...field
}: TextFieldProps) {
  const list = suggestions.length > 0 ? `${field.id ?? field.name}-list` : undefined;
  const attributes = {
    ...attributesOf(field),
    ...(maxLength !== undefined && { maxLength }),
    autocomplete,
    list,
    value: field.value ?? "",
  };
  return (
    <Field field={field}>
      {password ? <input type="password" {...attributes} /> : <input type="text" {...attributes} />}
      {list !== undefined && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </Field>
  );
}

/** A day; browsers offer a calendar. */
export const DateField = (field: FieldProps) => (
  <Field field={field}>
    <input type="date" {...attributesOf(field)} value={field.value ?? ""} />
  </Field>
);

/** A file from the reader's computer; `accept` names endings. */
export const FileField = ({ accept, ...field }: FieldProps & { accept: string }) => (
  <Field field={field}>
    <input type="file" accept={accept} {...attributesOf(field)} />
  </Field>
);

export const TextArea = ({
  rows = 3,
  mono = false,
  ...field
}: FieldProps & { rows?: number; mono?: boolean }) => (
  <Field field={field}>
    <textarea {...attributesOf(field)} rows={rows} class={mono ? "mono" : undefined}>
      {field.value ?? ""}
    </textarea>
  </Field>
);

export interface Option {
  value: string;
  label: string;
  /** Options of one group stand together under its name. */
  group?: string | undefined;
}

export function Select({ options, ...field }: FieldProps & { options: readonly Option[] }) {
  const groups = [...new Set(options.map(({ group }) => group))];
  const drawn = (option: Option) => (
    <option key={option.value} value={option.value} selected={option.value === field.value}>
      {option.label}
    </option>
  );
  return (
    <Field field={field}>
      <select {...attributesOf(field)}>
        {groups.map((group) => {
          const members = options.filter((option) => option.group === group).map(drawn);
          return group === undefined ? (
            members
          ) : (
            <optgroup key={group} label={group}>
              {members}
            </optgroup>
          );
        })}
      </select>
    </Field>
  );
}

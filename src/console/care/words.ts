// Names of the API in the words of a care desk. What has no entry is shown by its name.

const COMMANDS: Record<string, string> = {
  create: "Created",
  import: "Imported",
  activate: "Activated",
  reject: "Rejected",
  lapse: "Sign-up lapsed",
  activationInfo: "New sign-up link",
  notify: "New sign-up link",
  update: "Changed",
  suspend: "Suspended",
  resume: "Resumed",
  cancel: "Cancelled",
  terminate: "Terminated",
  revoke: "Revoked",
  undo: "Cancellation undone",
  end: "End date reached",
  expire: "Expired",
  settle: "Settled",
  resolve: "Outcome found out",
  acknowledge: "Confirmed",
  lateAnswer: "Late answer",
};

const OPERATIONS: Record<string, string> = {
  activationInfo: "make a new link",
  update: "change",
  status: "say what became of it",
  undo: "undo the cancellation",
};

export const commandWords = (command: string): string => COMMANDS[command] ?? command;
export const operationWords = (operation: string): string => OPERATIONS[operation] ?? operation;

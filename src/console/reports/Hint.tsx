// What whoever opens a report in a spreadsheet has to know: values are never changed, so some may look like formulas.

export const Hint = () => (
  <p class="quiet">
    Excel shows accents rightly in Windows-1252. Import files as text: customers and merchants choose some of
    the values, and one that begins with <code>=</code>, <code>+</code>, <code>-</code> or <code>@</code> is a
    formula to a spreadsheet.
  </p>
);

// The pages of jobs: their bars, the list of what can be started, and lists of columns that are longer than a phone is wide.

export const JOBS = `
progress { width: 100%; max-width: 16rem; height: .75rem; accent-color: var(--accent); }
.help, .field .error, .notice { min-width: 0; overflow-wrap: anywhere; }
.kinds { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none; }
.kinds a { display: inline-block; padding: .15rem 0; font-weight: 600; }
`;

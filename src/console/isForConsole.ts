// Which requests are the console's. In a file of its own, because everything else of the console is loaded when the first
// page is opened: templates, charts and the formats of figures are a third of a start, and no API request needs them.

const CONSOLE = /^https?:\/\/[^/?#]+\/console(?:[/?#]|$)/;

/** Whether a request is for the console. */
export const isForConsole = ({ url }: Request): boolean => CONSOLE.test(url);

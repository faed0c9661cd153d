// The release, as `/health` and the API's document say it; package.json has it as well.

export const VERSION = "0.3.0";

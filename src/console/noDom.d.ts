// Stands in for the library "dom", which the types of preact ask for and a Worker has not. `tsconfig.json` names it.
declare const noDom: unique symbol;

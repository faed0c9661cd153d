// Reasons in the audit are words of operators, who may have written of whom they were about. The entry stays as it is, but
// for that.

const ERASE = "UPDATE audit SET reason = replace(reason, ?1, '(erased)') WHERE instr(reason, ?1) > 0";

/** Takes a text out of every reason that has it. The whole audit is looked at: it is small. */
export async function eraseInAudit(env: Pick<Env, "CATALOGUE">, text: string): Promise<void> {
  await env.CATALOGUE.prepare(ERASE).bind(text).run();
}

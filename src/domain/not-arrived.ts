/**
 * What to do where an output of an earlier job is not there.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
export const notArrived = (output: string): string =>
  `Give the output \`${output}\` of the job that wrote it. Where it is given, GitHub leaves out what holds a secret, as the log of that job says: one of a character or two stands in every sha256. Make it a variable, or longer.`

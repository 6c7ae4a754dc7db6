import { type Rule, rule } from './rule.ts'

const DOCS = 'https://docs.github.com/en/actions/reference/workflows-and-actions'
const RUNNER = 'https://github.com/actions/runner/blob/main/src'
const UPLOAD = 'https://github.com/actions/upload-artifact'
const DOWNLOAD = 'https://github.com/actions/download-artifact'

/** What holds for the end of a job, and for the stand-ins of the official actions. */
export const endRules: readonly Rule[] = [
  rule(
    'a cancel sends SIGINT to the entry process of the step, and later steps run by their conditions',
    `${DOCS}/workflow-cancellation`,
    'ends.test.ts: by a cancel: SIGINT to the entry process, then what wants to run always or when cancelled, and post',
  ),
  rule(
    'a step whose condition holds under the cancel goes on',
    `${DOCS}/workflow-cancellation`,
    'ends.test.ts: by a cancel: a step whose condition also holds then goes on',
  ),
  rule(
    'SIGTERM follows after 7.5 seconds, and the end of the whole tree after 2.5 more',
    `${DOCS}/workflow-cancellation`,
    'ends.test.ts: by a cancel: SIGTERM and SIGKILL for who does not listen',
  ),
  rule(
    'of a `run` step only the shell gets the signal',
    `${DOCS}/workflow-cancellation`,
    'ends.test.ts: by a cancel: in a run step, the signal reaches bash only',
  ),
  rule(
    'five minutes after a cancel everything is ended',
    `${DOCS}/workflow-cancellation`,
    'ends.test.ts: by a cancel: five minutes later, everything is over',
  ),
  rule(
    'a job at its time limit is cancelled, with a note',
    'unproven',
    'ends.test.ts: by its time limit: as by a cancel, with a note',
  ),
  rule(
    'a lost machine runs nothing more, and its steps have no conclusion',
    'unproven',
    'ends.test.ts: by the loss of its machine: nothing more runs, and nobody knows how the steps ended',
  ),
  rule(
    'processes that steps leave behind are ended with the job',
    `${RUNNER}/Runner.Worker/JobExtension.cs`,
    'ends.test.ts: leaves no process and no folder behind',
  ),
  rule(
    'checkout removes what was there',
    'https://github.com/actions/checkout#usage',
    'stand-ins.test.ts: check the commit out over what was there',
  ),
  rule(
    'an artifact keeps neither hidden files nor permissions nor empty folders',
    `${UPLOAD}#limitations`,
    'stand-ins.test.ts: keep files, but neither hidden ones nor permissions nor empty folders',
  ),
  rule(
    'hidden files are kept with `include-hidden-files`',
    `${UPLOAD}#uploading-hidden-files`,
    'stand-ins.test.ts: keep hidden files where that is asked for, and give all artifacts in folders where no name is',
  ),
  rule(
    'a name is taken once in a run unless it is overwritten',
    `${UPLOAD}#overwriting-an-artifact`,
    'stand-ins.test.ts: refuse a name that is taken unless it is to be overwritten',
  ),
  rule(
    '`if-no-files-found` says what no files mean',
    `${UPLOAD}#customization-if-no-files-are-found`,
    'stand-ins.test.ts: with no files: %s',
  ),
  rule(
    'paths are kept below the folder that all have in common',
    `${UPLOAD}#upload-using-multiple-paths-and-exclusions`,
    'stand-ins.test.ts: take a single file by its name, and several paths below what they share',
  ),
  rule(
    'an artifact is gone after its retention',
    `${UPLOAD}#retention-period`,
    'stand-ins.test.ts: miss an artifact that is not there or has expired',
  ),
  rule(
    'artifacts of another run need a token',
    `${DOWNLOAD}#download-artifacts-from-other-workflow-runs-or-repositories`,
    'stand-ins.test.ts: look at another run only with a token that may',
  ),
]

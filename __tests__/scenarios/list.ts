/** Tests of one file, by their titles as the source has them, that hold something together. */
export interface Held {
  readonly file: string
  readonly titles: readonly string[]
}

/** Something that happens to a deployment, and what holds that it ends as it should. */
export interface Circumstance {
  readonly what: string
  readonly held: readonly Held[]
}

const by = (file: string, ...titles: readonly string[]): Held => ({ file: `__tests__/${file}.test.ts`, titles })
const here = (file: string, ...titles: readonly string[]): Held => by(`scenarios/${file}`, ...titles)
const emulated = (file: string, ...titles: readonly string[]): Held => by(`world/core/${file}.world`, ...titles)

const STATES: readonly Circumstance[] = [
  {
    what: 'each status, planned',
    held: [here('statuses', '$status: planned, waited for or refused; nothing is executed')],
  },
  {
    what: 'each status, a plan from before it deployed',
    held: [here('statuses', '$status: a plan from before it is executed on an updatable stack only')],
  },
  { what: 'each status, rolled back', held: [here('statuses', '$status: the way back is refused')] },
  {
    what: 'each status, planned and deployed in one run',
    held: [
      here(
        'storms-admission',
        '%s: refused with cause and command',
        '%s: updated',
        '%s: made',
        '%s: waited for, then deployed',
        'one that waits for ever: STACK_BUSY at the limit, nothing executed',
      ),
    ],
  },
  {
    what: 'each state that may be mended, with and without leave',
    held: [
      here(
        'recover',
        '$status: $action, then the deployment',
        '$status: names the line of the configuration that would allow it',
        '%s: what holds data is named and never deleted',
      ),
    ],
  },
  {
    what: 'an empty change set, in both wordings',
    held: [here('storms-admission', 'that is empty is nothing to change: %s')],
  },
  { what: 'a change set of five minutes', held: [here('storms-admission', 'that takes five minutes is waited for')] },
]

const READS: readonly Circumstance[] = [
  { what: '30 % of the reads throttled', held: [here('storms-reads', '30 % of the reads throttled')] },
  {
    what: '60 % of the reads throttled',
    held: [here('storms-reads', '60 % of the reads throttled', '60 %% throttled, in the order of seed %d')],
  },
  {
    what: 'runs of 20 throttles',
    held: [
      here('storms-reads', '20 reads in a row throttled while planning', '20 reads in a row throttled while watching'),
      here('storms-lost', 'executes after 20 throttles in a row'),
      here('watch', 'is the limit too when every read is throttled until then'),
    ],
  },
  { what: 'answers with 5xx', held: [here('storms-reads', '30 % of the reads answered with 503')] },
  {
    what: 'reads cut off before and after they arrived',
    held: [
      here('storms-reads', '30 % of the reads cut off', '30 % of the answers cut off', 'ten resets in a row while watching'),
    ],
  },
  {
    what: 'truncated bodies',
    held: [here('storms-reads', '30 % of the answers truncated'), here('storms-history', 'with pages that are cut off between')],
  },
  { what: 'a hang', held: [here('storms-reads', '%s: goes on within 20 s')] },
  {
    what: '`DescribeStacks` stale for 10 s',
    held: [
      here(
        'storms-reads',
        'gives the new outputs after UPDATE_COMPLETE',
        'is successful after UPDATE_ROLLBACK_COMPLETE',
        'is failed when the update rolled back, though the old status looked good',
        'makes a stack that descriptions do not show yet',
        'gives no old output as a new one when descriptions stay behind for longer than is waited',
      ),
      here('recover', '$status: $action with descriptions that lag ten seconds behind'),
    ],
  },
  {
    what: 'clocks an hour apart',
    held: [here('watch', 'of machine and AWS may differ by an hour (%d ms)')],
  },
  {
    what: 'credentials that expire while watching',
    held: [here('watch', 'are an error, never a failure of the deployment, and a re-run follows the operation')],
  },
]

const WRITES: readonly Circumstance[] = [
  {
    what: '`CreateChangeSet`, `ExecuteChangeSet`: throttled, 5xx, cut off before and after it was applied, truncated, hanging',
    held: [here('storms-lost', '$action: $kind', '%s: a first deployment, applied and cut off')],
  },
  {
    what: '`DeleteChangeSet`: the same',
    held: [here('storms-lost', 'DeleteChangeSet of an empty change set: %s')],
  },
  {
    what: '`CancelUpdateStack`: cut off before and after it was applied',
    held: [here('cancel', 'whose own request or answer is lost says what is true: %s')],
  },
  {
    what: '`DeleteStack`, `RollbackStack`, `ContinueUpdateRollback`: the same',
    held: [here('recover', '$status: $action is sent once more after $kind')],
  },
  {
    what: '`SetStackPolicy`, `UpdateTerminationProtection`: the same',
    held: [here('protect', 'is asked for again after %s')],
  },
  {
    what: 'a lost answer, and then a stale or a forbidden look',
    held: [
      here(
        'storms-lost',
        'follows the operation when the look after the lost answer is stale',
        'is unknown when a lost answer came before, and the state cannot be read',
      ),
    ],
  },
]

const EVENTS: readonly Circumstance[] = [
  { what: '1,500 old events', held: [here('storms-history', 'is not paged: 1,500 old events cost one page')] },
  {
    what: 'pages in no order',
    held: [
      here(
        'storms-order',
        'with %d older ones among them: the end is ours, not that of an operation before',
        'a failure is told with its root cause, though good ends of before stand around it',
        'a re-run that follows an operation does not take the good end of an earlier one for its end',
        'over several pages, each is told once',
      ),
    ],
  },
  {
    what: 'events that appear late, before ones that were seen',
    held: [
      here(
        'storms-order',
        'the first of the stack: it has begun with what was seen first, and ends once',
        'that of the resource that failed is the root cause all the same',
        'the end itself: it is waited for, whatever the descriptions say',
        'one from the way there that comes on the way back does not turn it round',
      ),
    ],
  },
  {
    what: 'events of another operation mixed in',
    held: [
      here('storms-history', 'of somebody else, failures included, is not taken for ours'),
      here('watch', 'cancels our update: failed, and it says who to ask'),
      by('stack/sight', 'begins with our token and ends with the stack itself, whoever does something in between'),
    ],
  },
  {
    what: 'nested three deep',
    held: [
      here(
        'nested',
        'are made and followed, the events of each under its path',
        'tell the root cause from the innermost, with its path (after %d ms)',
        'do not mix in what happened to nested stacks before',
        'survive throttled reads',
      ),
    ],
  },
  {
    what: '500 resources',
    held: [
      here(
        'many',
        'are created: every event once, calls, progress and summary within bounds',
        'are updated: the same, and nothing of the creation is read again',
        'of which the last fails: its reason comes first, in a summary that fits',
      ),
    ],
  },
]

const CUTS: readonly Circumstance[] = [
  {
    what: 'cancel at every call',
    held: [here('every-point', 'during $what after $point calls: said as what it is, and the re-run ends well')],
  },
  {
    what: 'cancel of an update, of a creation, during clean-up, after the end, during the report',
    held: [
      here(
        'cancel',
        '%s: it is cancelled, said, and deployed anew by a re-run',
        'goes on where the configuration says so, and a re-run follows it',
        'lets it go on, deletes nothing, and a re-run follows it',
        'comes too late: the new version is there, and a re-run finds it (on-cancel: %s)',
        'is told as cancelled, with the new version running',
        'changes nothing that is known: the deployment is told as it ended, whole',
      ),
    ],
  },
  {
    what: 'kill at every call, then the run again: one operation, by the count of the server',
    held: [here('every-point', 'during $what after $point calls: the re-run ends well, and there was one operation')],
  },
  {
    what: 'kill between a write and its answer',
    held: [here('every-point', 'during $what before $action was answered: the same')],
  },
  {
    what: 'kill, told by the post step',
    held: [here('post', '$moment of $what: told by the post step, and a re-run ends well with one operation')],
  },
  {
    what: 'the real bundle, cancelled and killed',
    held: [
      by(
        'bundle/interruption',
        'cancels the update, says so and ends within the grace time',
        'is reported by post, and a re-run follows the update instead of starting another',
      ),
    ],
  },
  {
    what: 'the limit is over before the operation is',
    held: [here('watch', 'is an error with a way to go on, and a re-run follows it to its end')],
  },
]

const REPORTED: readonly Circumstance[] = [
  {
    what: 'each way in which GitHub shows the end of a job',
    held: [by('stages/fate', '%s')],
  },
  {
    what: 'a job that never began',
    held: [
      here(
        'reported',
        'since somebody rejected it: the plan is withdrawn, and nobody is woken',
        'since nobody approved it for thirty days',
        'since a newer run took its place: its plan is left, for that is told stale by the newer one',
        'since somebody cancelled the run: said, with how to go on',
        'since its branch may not deploy',
        'and still waits: no plan is taken away',
        'since the plan was blocked: the plan says why',
        'since the build failed: there is no record at all, and an issue all the same',
      ),
    ],
  },
  {
    what: 'a job that ended in the middle without a record: machine, time limit, cancel, a step',
    held: [
      here(
        'reported',
        'while AWS works: %s',
        'before it did anything',
        'after CloudFormation had ended well: the new version runs, and nobody checked it',
        'and AWS cannot be asked: not known is never nothing',
        'although GitHub says that it ended well',
      ),
    ],
  },
  {
    what: 'a run that died before any report of it',
    held: [here('guard', 'before any job: GitHub could not start it', 'with all its machines: what runs now is not known')],
  },
]

const EMULATED: readonly Circumstance[] = [
  {
    what: 'create, update, no-op',
    held: [emulated('deploy', 'creates a stack, updates it, and finds that there is nothing to change')],
  },
  { what: 'parameters', held: [emulated('deploy', 'keeps the values of parameters that are not named')] },
  {
    what: 'failing create',
    held: [emulated('deploy', 'tells why a first creation failed, and may then take what it left away and deploy')],
  },
  {
    what: 'failing update, the old version still answering',
    held: [emulated('deploy', 'tells why an update failed, and the old version still answers')],
  },
  {
    what: 'cancelled update',
    held: [emulated('undo', 'a cancelled update is cancelled in CloudFormation, and the old version answers')],
  },
  {
    what: 'a rollback that fails and is continued',
    held: [emulated('undo', 'a way back that fails is told, and continued where that is allowed')],
  },
  {
    what: 'rollback to the first version, proved by the answer',
    held: [
      emulated(
        'undo',
        'the version before comes back where the new one is ill, and answers',
        'the version before comes back by the record of the run that replaced it, and answers',
      ),
      emulated('kept', 'a version of three runs ago comes back by the name of its run, with its artifacts, and answers'),
    ],
  },
  { what: 'nested', held: [emulated('whole', 'deploys a nested stack, updates it, and finds the root cause in it')] },
  {
    what: 'large template through S3',
    held: [
      emulated(
        'whole',
        'deploys a template that does not fit into a request through the bucket, and finds nothing to change in it',
      ),
    ],
  },
  { what: 'drift', held: [emulated('whole', 'tells of drift, and lets it block')] },
]

const MANY: readonly Circumstance[] = [
  {
    what: 'stacks in an order, one of them failing',
    held: [
      here(
        'stages-stacks',
        'are deployed in the order of what they depend on, each after the one before has ended',
        'stop at the first that fails, and say which are done and which were not begun',
      ),
    ],
  },
  {
    what: 'exports that another stack imports: order, circles, in use',
    held: [
      here(
        'exports',
        'comes after it, is planned when its turn comes, and gets its value',
        'makes a circle with what it is needed for by an output, which is named',
        'cannot be taken away: CloudFormation takes the change back, and its reason is told',
      ),
    ],
  },
  {
    what: 'a stack that can only be planned when its turn comes',
    held: [
      here(
        'deferred',
        'is shown to the reviewer with why, and with what its approval binds',
        'is planned at its turn by the job that deploys, without a template in the workspace',
        'is not deployed from a file that somebody has changed',
        'is refused where that is the policy, with both ways out',
        'goes on where a job was lost after %d calls, and nothing is done twice',
      ),
    ],
  },
  {
    what: 'inputs that become others while stacks are deployed',
    held: [
      here(
        'deferred',
        'is not executed as it was planned: the plan is stale',
        'is planned again where that is allowed, and what loses data blocks it then',
      ),
    ],
  },
  {
    what: 'a deployment that fails half-way, undone or not',
    held: [
      here(
        'half-done',
        'undoes what was done, the last first, and says of each stack what runs now',
        'lets what runs end, and undoes that too',
        'undoes nothing where it is not known how an operation ended',
        'says where the way back fails, and what is back',
      ),
    ],
  },
  {
    what: 'forty stacks: throttled, one failing, lost and cancelled at points of the run',
    held: [
      here(
        'forty',
        'are deployed each once, in order, side by side, within the budget of calls',
        '30 % of the calls throttled: the same, only later',
        'one failing in the middle: nothing behind it begins, what runs ends, and a re-run does the rest once',
        'by a lost machine after %d calls: the re-run goes on where it was, and nothing is done twice',
        'by a cancel after %d calls: what is under way is cancelled, nothing new begins, and the re-run ends well',
      ),
    ],
  },
  {
    what: 'some of the stacks, by name',
    held: [
      here(
        'stages-stacks',
        'says in log, summary and record what is left out, and still takes its outputs',
        'that is a nested stack is refused: %s',
      ),
    ],
  },
  {
    what: 'an object in a bucket, exchanged or hidden between plan and deployment',
    held: [
      here(
        'bound',
        'that was exchanged after approval stops it, and says how it differs',
        'that may not be looked at when planning is a finding, and is deployed unbound',
        'that was bound and may not be looked at any more stops it',
      ),
    ],
  },
]

const HOSTILE: readonly Circumstance[] = [
  {
    what: 'Markdown, HTML, workflow commands, control characters, a megabyte of text',
    held: [
      here(
        'hostile',
        'in the reasons of events of a stack: %s',
        'in the reason of a change set that failed: %s',
        'in the outputs of a stack: %s',
        'in a name as long as a stack may have',
        'in the configuration, in keys and in values',
      ),
    ],
  },
]

/** Every circumstance that a deployment must come through, by the place where it is made. */
export const scenarios: Readonly<Record<string, readonly Circumstance[]>> = {
  'States of a stack': STATES,
  Reads: READS,
  Writes: WRITES,
  Events: EVENTS,
  'Cancelled and lost runs': CUTS,
  'Jobs reported on by another one': REPORTED,
  'Many stacks': MANY,
  'On the emulator': EMULATED,
  'Hostile text': HOSTILE,
}

/** How far a check run or a workflow run has come. */
export type Progress = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'

/** How it ended; nothing before that. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure'
  | null

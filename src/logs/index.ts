export { groupsOf } from './groups.ts'
export { type Judgement, judge, LEAST_ERRORS } from './judge.ts'
export { type GroupScan, type Incident, type Scan, together } from './scan.ts'
export { type Progress, type WatchOptions, watchLogs } from './watch.ts'

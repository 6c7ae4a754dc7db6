// The program between us and a tool, a file of its own in dist: node supervisor.js FILE ARGS. It reads the tool's environment from
// its own variables, those that begin with TOOL_, so that none of them acts on this process. It tells on its standard output,
// in frames (a letter, a length, a line end, the bytes, a line end): p its own number and the tool's, o and e what the tool
// prints, x how it ended. A signal to it, or the end of its standard input because whoever started it is gone, ends the tool.
import { spawn } from 'node:child_process';
const PREFIX = 'TOOL_';
/** Tools clean up at the first; the last leaves them no choice. A runner that cancels leaves us ten seconds in all. */
const STEPS = [
    ['SIGINT', 0],
    ['SIGTERM', 1500],
    ['SIGKILL', 3000],
];
/** What a tool left behind when it ended is asked to end once, and not waited for longer than the last of these. */
const LEFT_KILL_MS = 500;
const LEFT_WAIT_MS = 1000;
const LOOK_EVERY_MS = 20;
const [, , file = '', ...args] = process.argv;
const own = Object.entries(process.env).filter(([name]) => name.startsWith(PREFIX));
const env = Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value]));
const timers = [];
let ending = false;
// Nobody listens any more: the end of the standard input says so as well.
process.stdout.on('error', () => undefined);
const send = (kind, body) => {
    const bytes = Buffer.from(body);
    process.stdout.write(Buffer.concat([Buffer.from(`${kind}${bytes.length}\n`), bytes, Buffer.from('\n')]));
};
// Before anybody knows our number: whoever reads it may have waited to end us, and a signal would end us alone.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(name, end);
// A group of its own: what it starts is in it too. Its standard input is empty, so that a question is never waited for.
const tool = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
send('p', JSON.stringify({ supervisor: process.pid, tool: tool.pid }));
tool.stdout.on('data', (bytes) => send('o', bytes));
tool.stderr.on('data', (bytes) => send('e', bytes));
tool.on('error', (error) => finish({ error: error.code ?? error.message }));
tool.on('exit', (status, signal) => sweep({ status, signal }));
process.stdin.on('end', end).on('error', end).resume();
/** Signals everything in the tool's group; false when nobody is left in it. */
function group(signal) {
    try {
        return tool.pid !== undefined && process.kill(-tool.pid, signal);
    }
    catch {
        return false;
    }
}
function end() {
    if (ending)
        return;
    ending = true;
    for (const [signal, ms] of STEPS)
        timers.push(setTimeout(group, ms, signal));
}
/** Ends what the tool left in its group, and tells how the tool itself ended. */
function sweep(how) {
    ending = true;
    for (const timer of timers)
        clearTimeout(timer);
    const since = Date.now();
    group('SIGTERM');
    const kill = setTimeout(group, LEFT_KILL_MS, 'SIGKILL');
    const look = setInterval(() => {
        const silent = tool.stdout.closed && tool.stderr.closed;
        // A dead process that nobody has buried yet counts as one of the group, hence the limit.
        if ((group(0) || !silent) && Date.now() - since < LEFT_WAIT_MS)
            return;
        clearInterval(look);
        clearTimeout(kill);
        finish(how);
    }, LOOK_EVERY_MS);
}
function finish(how) {
    tool.stdout.destroy();
    tool.stderr.destroy();
    process.stdin.destroy();
    send('x', JSON.stringify(how));
}

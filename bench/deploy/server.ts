import { startAws } from '../../__tests__/world/aws/server.ts'
import { realClock } from '../../__tests__/world/clock.ts'

// Servers for so many lanes, in a process of their own so that they share no event loop with what is measured. It prints where they
// are, and ends with whoever holds its standard input.
const lanes = Number(process.argv[2])
const worlds = await Promise.all(Array.from({ length: lanes }, () => startAws({ clock: realClock })))
process.stdout.write(`${JSON.stringify(worlds.map(({ url }) => url))}\n`)
process.stdin.resume().on('end', () => void Promise.all(worlds.map((world) => world.close())))
// Ctrl-C reaches this process too; the bench still has to end its clients.
process.on('SIGINT', () => undefined)

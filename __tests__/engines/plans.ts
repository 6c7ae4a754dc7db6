// Writes docs/plans.md: what the examples' plans look like, from a run with their tools. `node build/__tests__/engines/plans.js`
import { writeFile } from 'node:fs/promises'
import { told } from '../world/core/step.ts'
import { type ExampleName, examples } from '../world/tools/examples.ts'
import { type OwnFiles, openOwnFiles } from './own-file.ts'

const PAGE = 'docs/plans.md'
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const HEAD = `# What plans look like

The job summaries of the five systems that the [engines](engines.md) are proved with, each planned by its own
\`.github/deploy.yml\` for its environment \`staging\`: first when nothing was there, then with another version in its code. Made on an
emulator of AWS with the real tools by \`node build/__tests__/engines/plans.js\`; what tells one run from another (next steps, stages,
times) is left out. AWS itself shows more of a change: what changes in nested stacks, and the values before and after.
`

/** Sections of a summary that are the same for every run. */
const SECTIONS = /^(?:Stacks|Plan|Way back|Hooks|Findings|Parameters|Outputs elsewhere)/

/** The plan of a summary, below a heading of its own. */
function planOf(summary: string): string {
  const [top = '', ...sections] = summary.replace(/<\/?details>|<summary>.*?<\/summary>/g, '').split(/^### /m)
  const [headline = ''] = top.replace('## ', '').split('\n')
  const kept = sections.filter((section) => SECTIONS.test(section)).map((section) => `#### ${section.split('```')[0]}`)
  return [`**${headline}**`, ...kept.map((section) => section.replace(/\n\[Run [\s\S]*$/, '').trim())].join('\n\n')
}

async function plansOf(files: OwnFiles, name: ExampleName): Promise<string> {
  const system = await files.example(name)
  const planning = async () => {
    const build = await system.synthesized()
    return { build, plan: await system.planned(build) }
  }
  const first = await planning()
  const deployed = await system.deployed(first.build, first.plan)
  if (deployed.failed) throw new Error(`${name} was not deployed: ${told(deployed).join(', ')}`)
  await system.version('2.0.0')
  const change = await planning()
  const part = (title: string, { summary }: { readonly summary: string }) => `### ${title}\n\n${planOf(summary)}`
  return [`## ${name}`, part('The first deployment', first.plan), part('A change', change.plan)].join('\n\n')
}

const files = await openOwnFiles(say)
try {
  const parts: string[] = []
  for (const name of Object.keys(examples) as ExampleName[]) {
    say(name)
    parts.push(await plansOf(files, name))
  }
  await writeFile(PAGE, `${[HEAD.trim(), ...parts].join('\n\n')}\n`)
} finally {
  await files.close()
}

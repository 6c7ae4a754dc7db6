import type { Collected } from '../artifacts/collected.ts'
import { imagesIn, type LocalImage } from '../artifacts/image.ts'
import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'
import type { Workplace } from './engine.ts'
import { containers } from './sam-containers.ts'
import { isTable } from './sam-document.ts'

/** A function that runs an image which SAM built. */
export interface SamImage extends LocalImage {
  /** What the container engine calls its content. */
  readonly id: string
  /** Where it is pushed to. */
  readonly repository: string
}

/** The repositories of ECR that are named: one for all functions, or one for each. */
export interface Repositories {
  readonly imageRepository?: string
  readonly imageRepositories?: Readonly<Record<string, string>>
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const REPOSITORY = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.[a-z0-9.-]+\/[a-z0-9][a-z0-9._/-]{0,255}$/
/** What `sam build` calls an image; a path is none: SAM would take it for an archive. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,254}(?::\w[\w.-]{0,127})?$/
const FUNCTION = /^[A-Za-z0-9]{1,255}$/
const ID = /^sha256:[0-9a-f]{64}$/

/** Why an image cannot be deployed. */
export const refused = (message: string, fix: string): Failure => new Failure(message, { code: 'ARTIFACT_IMAGE', fix })

/** Whether data of another job is such a function, with nothing in it that a command line could misread. */
export function isSamImage(value: unknown): value is SamImage {
  if (!isTable(value)) return false
  const { of, name, id, repository } = value
  const shapes = [
    [of, FUNCTION],
    [name, NAME],
    [id, ID],
    [repository, REPOSITORY],
  ] as const
  return shapes.every(([text, shape]) => typeof text === 'string' && shape.test(text))
}

/** The images that SAM built, each with what it holds and where it goes. */
export async function imagesOf(workplace: Workplace, collected: Collected, named: Repositories): Promise<readonly SamImage[]> {
  const wanted = imagesIn(collected).map((image) => ({ ...image, repository: repositoryFor(image, named) }))
  const twice = wanted.find(({ of, name }) => wanted.some((other) => other.of === of && other.name !== name))
  if (twice) throw refused(`Two functions that run images are called ${twice.of}.`, 'Give one of them another logical id.')
  if (wanted.length === 0) return []
  const engine = await containers(workplace)
  const images: SamImage[] = []
  for (const image of wanted) {
    const built = { ...image, id: NAME.test(image.name) ? ((await engine(image.name))?.id ?? '') : '' }
    if (isSamImage(built)) images.push(built)
    else
      throw refused(
        `The container engine has no image ${image.name} of function ${image.of} after the build.`,
        'Have `sam build` build it: under `Metadata`, the function names its `Dockerfile` and `DockerContext`.',
      )
  }
  return images
}

function repositoryFor({ of, name }: LocalImage, { imageRepository, imageRepositories }: Repositories): string {
  const repository = imageRepositories?.[of] ?? imageRepository
  const fix = `Name a repository of ECR that is there, without a tag, in \`image-repository\`, or for ${of} in \`image-repositories\`.`
  if (repository === undefined) throw refused(`Function ${of} runs the image ${name}, which is in no registry of AWS.`, fix)
  if (REPOSITORY.test(repository)) return repository
  throw refused(`${JSON.stringify(repository)} is no repository of ECR that the image of ${of} could be pushed to.`, fix)
}

/** Whoever publishes images needs more than the folder of the build. */
export const plannedWhereBuilt = (system: string, images: readonly SamImage[]): readonly Finding[] =>
  images.length === 0
    ? []
    : [
        {
          severity: 'medium',
          title: `${system} can only be planned on the machine that built it`,
          cause: `The images of ${images.map(({ of }) => of).join(', ')} are in its container engine, which pushes them to ECR.`,
          impact: 'The job that plans needs SAM, Docker and these images, and what the build ran had the same machine.',
          fix: 'Build and push images in a job of their own and name them by their digest, if the job that plans is to run nothing foreign.',
          where: system,
        },
      ]

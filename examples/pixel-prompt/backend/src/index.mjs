import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

const routes = {
  'GET /gallery/list': () => ({ pictures: [], limit: Number(process.env.GALLERY_LIMIT) }),
  'POST /enhance': ({ prompt }) => ({ prompt: `${prompt}, in soft evening light` }),
  'POST /generate': ({ prompt, model }) => ({ prompt, model, picture: `s3://${process.env.GALLERY}/latest.png` }),
}

export const handler = async ({ httpMethod, path, body }) => {
  const route = routes[`${httpMethod} ${path}`]
  const answer = route ? { version, ...route(JSON.parse(body || '{}')) } : { message: 'not found' }
  return {
    statusCode: route ? 200 : 404,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer),
  }
}

/**
 * The console's built files, as the gateway serves them. They are read once, when the server is built: no path
 * of a call ever reaches the disk. Each is compressed when it is first asked for, off the main thread. Pages are asked for anew each time, what they load is named by its content
 * and kept by browsers for ever.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, posix } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

interface PageFile {
  readonly type: string
  readonly etag: string
  readonly body: Uint8Array
  readonly isCompressible: boolean
  /** What was made of the body by now. */
  readonly compressed: Map<Encoding, Promise<Uint8Array>>
}

type Encoding = keyof typeof compressors

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
/** The best first. */
const compressors = {
  br: (body: Uint8Array) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (body: Uint8Array) => promisify(gzip)(body),
} as const
const ENCODINGS = ['br', 'gzip'] as const satisfies readonly (keyof typeof compressors)[]

/** Below it compression gains nothing. */
const COMPRESSED_BYTES_MIN = 1_024
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Serves every built file under its own path: `/` is index.html, `/workstation` is workstation.html. */
export function pageRoutes(app: FastifyInstance, folder: URL): void {
  for (const path of filesIn(folder)) {
    const file = readPageFile(new URL(path, folder))
    if (file === null) continue
    const isPage = path.endsWith('.html')
    const url = isPage ? `/${path.slice(0, -'.html'.length)}` : `/${path}`
    app.get(url === '/index' ? '/' : url, { schema: { hide: true } }, async (request, reply) =>
      send(request, reply, file, isPage),
    )
  }
}

/** Paths below a folder, with `/`; none where the console was not built. */
function filesIn(folder: URL): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', posix.sep))
}

/** @returns null for what is no page, script or style. */
function readPageFile(url: URL): PageFile | null {
  const type = TYPES[extname(url.pathname)]
  if (type === undefined) return null
  const body = readFileSync(url)
  return {
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    body,
    isCompressible: body.length >= COMPRESSED_BYTES_MIN && type !== TYPES['.png'],
    compressed: new Map(),
  }
}

function compressedBody({ body, compressed }: PageFile, encoding: Encoding): Promise<Uint8Array> {
  const known = compressed.get(encoding)
  if (known) return known
  const made = compressors[encoding](body)
  compressed.set(encoding, made)
  return made
}

async function send(request: FastifyRequest, reply: FastifyReply, file: PageFile, isPage: boolean) {
  reply
    .header('Cache-Control', isPage ? 'no-cache' : FOR_EVER)
    .header('ETag', file.etag)
    .header('Vary', 'Accept-Encoding')
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send()
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = file.isCompressible ? ENCODINGS.find((one) => accepted.includes(one)) : undefined
  reply.type(file.type)
  if (encoding === undefined) return reply.send(file.body)
  return reply.header('Content-Encoding', encoding).send(await compressedBody(file, encoding))
}

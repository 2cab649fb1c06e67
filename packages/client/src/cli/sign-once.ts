/**
 * Signs a file at most once, however often the command is run: the same file with the same content and wishes
 * has the same keys in every run.
 *
 * A key whose request was rejected is used up, since the gateway answers it with the same rejection for ever;
 * but the reason may be gone (a missing certificate, a Ctrl-C). Nothing was signed under it, so the next key of
 * the file's row is safe. The keys are asked for one after the other until one is signed, still on its way, or
 * unknown.
 */
import { createHash } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type { GatewayConnection, SignOptions } from '../gateway-connection.ts'
import type { SignedDocument, WaitOptions } from '../pending-request.ts'
import { RequestRejectedError } from '../remote-error.ts'

/** How many rejections of one file are walked past. */
const ATTEMPTS_MAX = 100

export interface FileRequest {
  /** Absolute, so that the key does not depend on where the command runs. */
  readonly path: string
  readonly document: Uint8Array
  readonly taxCode: string | undefined
  readonly profile: string | undefined
}

export type Finder = Pick<GatewayConnection, 'find'>

/** The key of one attempt, from 1. */
function requestKey({ path, document, taxCode, profile }: FileRequest, attempt: number): string {
  const contentSha256 = createHash('sha256').update(document).digest('hex')
  const identity = JSON.stringify([path, contentSha256, profile ?? null, taxCode ?? null, attempt])
  return `cli-${createHash('sha256').update(identity).digest('hex')}`
}

/** @throws {CongkyError} as `GatewayConnection.sign` */
export async function signOnce(
  connection: Finder & Pick<GatewayConnection, 'sign'>,
  request: FileRequest,
  options: WaitOptions & Pick<SignOptions, 'reference' | 'note' | 'replaces'>,
): Promise<SignedDocument> {
  const { signed, freeKey } = await walk(connection, request, options)
  if (signed) return signed
  const { document, taxCode, profile } = request
  return connection.sign(document, { ...options, taxCode, profile, idempotencyKey: freeKey })
}

/** The signature of an earlier run, or null; signs nothing. @throws {CongkyError} as `GatewayConnection.find` */
export async function findSigned(
  connection: Finder,
  request: FileRequest,
  options: WaitOptions,
): Promise<SignedDocument | null> {
  return (await walk(connection, request, options)).signed
}

type Walked =
  | { readonly signed: SignedDocument; readonly freeKey: null }
  | { readonly signed: null; readonly freeKey: string }

async function walk(connection: Finder, request: FileRequest, options: WaitOptions): Promise<Walked> {
  let rejection: CongkyError | null = null
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const key = requestKey(request, attempt)
    try {
      return { signed: await connection.find(key, options), freeKey: null }
    } catch (error) {
      if (error instanceof CongkyError && error.code === 'ERR_NOT_FOUND') return { signed: null, freeKey: key }
      if (!(error instanceof RequestRejectedError)) throw error
      rejection = error
    }
  }
  throw rejection ?? new CongkyError('ERR_INTERNAL')
}

/**
 * WebAuthn (W3C Level 2): what browsers are asked, and whether what they answer is right. Everything here comes from
 * outside; whatever is wrong with it is one refusal. The library is loaded when a passkey is first used.
 */
import { CongkyError, type PasskeyCreationOptions, type PasskeyRequestOptions } from '@congky/shared'
import { z } from 'zod'
import type { Account } from '../domain/account.ts'
import type { Passkey } from '../domain/passkey.ts'
import type { NewPasskey } from '../store/passkeys.ts'

/** How long a browser waits for the person, in milliseconds. */
export const ANSWER_MS = 120_000
/** What people see in the window of their browser or phone. */
const RP_NAME = 'congky'

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
const credential = { id: base64url(1400), rawId: base64url(1400), type: z.literal('public-key') }
/** What else browsers send along (transports, extensions) is left out. */
export const passkeyMade = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url(8192), attestationObject: base64url(16_384) }),
})
const passkeyUsed = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: base64url(128).nullish(),
  }),
})
export type PasskeyAnswer = z.output<typeof passkeyUsed>

/** What an answer has to be for. */
export interface Expected {
  /** base64url. */
  readonly challenge: string
  readonly origin: string
  readonly rpId: string
}

const load = () => import('@simplewebauthn/server')

/** @param known Of the account: an authenticator that holds one of them makes no second. */
export async function creationOptions(
  challenge: Uint8Array<ArrayBuffer>,
  rpID: string,
  account: Account,
  known: readonly Passkey[],
): Promise<PasskeyCreationOptions> {
  const { generateRegistrationOptions } = await load()
  return generateRegistrationOptions({
    ...{ rpName: RP_NAME, rpID, challenge, timeout: ANSWER_MS },
    userName: account.name,
    userDisplayName: account.displayName,
    userID: new Uint8Array(Buffer.from(account.id)),
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId: id }) => ({ id })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
}

export async function requestOptions(
  challenge: Uint8Array<ArrayBuffer>,
  rpID: string,
  usable: readonly Passkey[],
): Promise<PasskeyRequestOptions> {
  const { generateAuthenticationOptions } = await load()
  return generateAuthenticationOptions({
    ...{ rpID, challenge, timeout: ANSWER_MS, userVerification: 'required' },
    allowCredentials: usable.map(({ credentialId: id }) => ({ id })),
  })
}

/** @throws {CongkyError} ERR_PASSKEY_REFUSED */
export function readMade(
  response: z.output<typeof passkeyMade>,
  expected: Expected,
): Promise<Omit<NewPasskey, 'name'>> {
  return refusing(async () => {
    const [{ verifyRegistrationResponse }, { decodeAttestationObject }] = await Promise.all([
      load(),
      import('@simplewebauthn/server/helpers'),
    ])
    const bytes = new Uint8Array(Buffer.from(response.response.attestationObject, 'base64url'))
    const attestation = decodeAttestationObject(bytes)
    // Who made the authenticator is nobody's question here, and judging it would fetch from addresses that the caller
    // names (revocation lists). What browsers leave of it is nothing, or a signature by the new key itself (5.1.3).
    const isSelf = attestation.get('fmt') === 'packed' && !attestation.get('attStmt').get('x5c')
    if (attestation.get('fmt') !== 'none' && !isSelf) throw new Error('an attestation that was not asked for')
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
    })
    if (!registrationInfo) throw new Error('the attestation does not hold')
    const { id: credentialId, publicKey, counter } = registrationInfo.credential
    return { credentialId, publicKey, counter, rpId: expected.rpId }
  })
}

/** @throws {CongkyError} ERR_PASSKEY_REFUSED */
export function parseUsed(response: unknown): PasskeyAnswer {
  const { success, data } = passkeyUsed.safeParse(response)
  if (!success) throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: INVALID })
  return data
}

/**
 * Whether a passkey of an account signed what was asked, here, by a person whom its authenticator checked.
 *
 * @returns How often it says that it was used; whether that count is right is asked where it is stored.
 * @throws {CongkyError} ERR_PASSKEY_REFUSED
 */
export function readUsed(
  answer: PasskeyAnswer,
  passkey: Passkey,
  account: Account,
  expected: Expected,
): Promise<number> {
  return refusing(async () => {
    const { userHandle, ...signed } = answer.response
    if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== account.id) throw new Error('another user')
    const { verifyAuthenticationResponse } = await load()
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response: signed, clientExtensionResults: {} },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
      requireUserVerification: true,
    })
    if (!verified) throw new Error('the signature is wrong')
    return authenticationInfo.newCounter
  })
}

async function refusing<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: INVALID }, { cause })
  }
}

const INVALID = { en: 'its answer is not valid here', vi: 'câu trả lời của khóa không hợp lệ tại đây' }

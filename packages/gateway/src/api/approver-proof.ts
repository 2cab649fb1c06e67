/**
 * Port: how an approver shows, at the moment of deciding, who it is. A session that was left open proves nothing: every
 * decision takes the password again, or a passkey that signs for exactly these documents.
 */
import { type ApprovalItem, CongkyError } from '@congky/shared'
import { z } from 'zod'
import type { Account } from '../domain/account.ts'
import type { ApprovalProof } from '../domain/approval/approval.ts'
import { PASSWORD_LENGTH_MAX } from '../domain/password-policy.ts'
import type { LoginDesk, LoginPlace } from './login-desk.ts'

/** What is about to be decided, and who says so. A proof is good for this and for nothing else. */
export interface AskedDecision {
  readonly decision: 'approve' | 'return'
  readonly items: readonly ApprovalItem[]
  readonly account: Account
  /** null at the local socket. */
  readonly sessionId: string | null
  readonly place: LoginPlace
  /** Origin of the page (`https://host:port`), which is one of our own; null at the local socket. */
  readonly pageOrigin: string | null
}

export interface ApproverProof<Shown> {
  /** @throws {CongkyError} What was shown proves nothing. Nothing is decided then. */
  check(shown: Shown, asked: AskedDecision): Promise<void>
}

export interface PasskeyProof extends ApproverProof<unknown> {
  /**
   * What the browser has to sign: good once, for two minutes, for this session and this decision.
   *
   * @returns PublicKeyCredentialRequestOptionsJSON (W3C WebAuthn Level 3, 5.1.9)
   */
  challenge(asked: AskedDecision): Promise<unknown>
}

export interface ApproverProofs {
  readonly password: ApproverProof<string>
  /** null: there are none at this place. */
  readonly passkey: PasskeyProof | null
}

/** The password, once more. Wrong ones are slowed down as at a login. */
export function passwordProof(loginDesk: LoginDesk): ApproverProof<string> {
  return { check: (password, { account, place }) => loginDesk.confirm(account.name, password, place) }
}

/** What an approver shows, as it stands in the body of a decision. */
export const shownProof = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('password'),
    /** Who decides; at the local socket only, elsewhere the session says it. */
    account: z.string().max(200).optional(),
    password: z
      .string()
      .min(1)
      .max(PASSWORD_LENGTH_MAX * 4),
  }),
  z.object({ kind: z.literal('passkey'), response: z.unknown() }),
])
export type ShownProof = z.output<typeof shownProof>

/** @returns Which proof it was. @throws {CongkyError} It proves nothing. */
export async function checkProof(
  { password, passkey }: ApproverProofs,
  shown: ShownProof,
  asked: AskedDecision,
): Promise<ApprovalProof> {
  if (shown.kind === 'password') await password.check(shown.password, asked)
  else await requirePasskeys(asked.sessionId === null ? null : passkey).check(shown.response, asked)
  return shown.kind
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
export function requirePasskeys(passkey: PasskeyProof | null): PasskeyProof {
  if (passkey) return passkey
  const detail = { en: 'passkeys cannot be used here', vi: 'không dùng được khóa đăng nhập (passkey) ở đây' }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}

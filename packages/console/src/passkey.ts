/**
 * Passkeys in the browser: makes one, or lets the person use one, and turns what the gateway asks and the browser
 * answers from and to JSON. (Browsers do that by themselves only since W3C WebAuthn Level 3.)
 */
import type { PasskeyCreationOptions, PasskeyMade, PasskeyRequestOptions, PasskeyUsed } from '@congky/shared'
import { ApiError } from './api.ts'

/** Browsers keep passkeys for host names only, and only where the connection is safe. */
export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && !isAddress(location.hostname)
}

export function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host) || host.startsWith('[')
}

/** @param options From `POST /auth/passkeys/options`. @throws {ApiError} */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyMade> {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    pubKeyCredParams: [...options.pubKeyCredParams],
    excludeCredentials: (options.excludeCredentials ?? []).map(toDescriptor),
  } as PublicKeyCredentialCreationOptions
  const { response, ...made } = await ask(() => navigator.credentials.create({ publicKey }))
  const { clientDataJSON, attestationObject } = response as AuthenticatorAttestationResponse
  return {
    ...made,
    response: { clientDataJSON: toText(clientDataJSON), attestationObject: toText(attestationObject) },
  }
}

/** @param options From `POST /admin/approvals/challenge`. @throws {ApiError} */
export async function usePasskey(options: PasskeyRequestOptions): Promise<PasskeyUsed> {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(toDescriptor),
  } as PublicKeyCredentialRequestOptions
  const { response, ...used } = await ask(() => navigator.credentials.get({ publicKey }))
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse
  return {
    ...used,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      ...(userHandle === null ? {} : { userHandle: toText(userHandle) }),
    },
  }
}

async function ask(open: () => Promise<Credential | null>) {
  try {
    const { id, rawId, response } = (await open()) as PublicKeyCredential
    return { id, rawId: toText(rawId), type: 'public-key', response } as const
  } catch (cause) {
    throw new ApiError(0, whyNot(cause))
  }
}

/** What browsers mean by the names of their errors (W3C WebAuthn Level 2, 5.1.3 and 5.1.4). */
function whyNot(cause: unknown): { readonly detail: string; readonly messageVi: string } {
  switch (cause instanceof Error ? cause.name : '') {
    case 'InvalidStateError':
      return {
        detail: 'This device has a passkey of the account already.',
        messageVi: 'Thiết bị này đã có khóa đăng nhập của tài khoản.',
      }
    case 'NotAllowedError':
      return {
        detail: 'No passkey was used: it was cancelled, took too long, or the browser does not trust the connection.',
        messageVi: 'Chưa dùng được khóa: đã hủy, quá thời gian, hoặc trình duyệt không tin cậy kết nối của trang.',
      }
    default:
      return {
        detail: 'This device cannot use a passkey here.',
        messageVi: 'Thiết bị này không dùng được khóa đăng nhập ở đây.',
      }
  }
}

const toDescriptor = ({ id }: { readonly id: string }) => ({ id: toBytes(id), type: 'public-key' })

function toBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

function toText(bytes: ArrayBuffer): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

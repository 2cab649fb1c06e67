/**
 * Passkeys (khóa đăng nhập) of accounts, and what a browser is asked to do with one: the shapes that
 * `navigator.credentials` takes and gives, as JSON with bytes in base64url (W3C WebAuthn Level 3, 5.1.8 to 5.1.10).
 */

export interface PasskeyView {
  readonly id: string
  readonly name: string
  /** The host name of the gateway that it was made for; browsers use it there alone. */
  readonly host: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
}

interface PasskeyDescriptor {
  readonly id: string
}

/** From `POST /auth/passkeys/options`: for `navigator.credentials.create`. */
export interface PasskeyCreationOptions {
  readonly challenge: string
  readonly rp: { readonly id?: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly pubKeyCredParams: readonly { readonly alg: number; readonly type: 'public-key' }[]
  readonly timeout?: number | undefined
  readonly excludeCredentials?: readonly PasskeyDescriptor[]
  readonly authenticatorSelection?: {
    readonly residentKey?: 'discouraged' | 'preferred' | 'required'
    readonly requireResidentKey?: boolean
    readonly userVerification?: 'discouraged' | 'preferred' | 'required'
  }
  readonly attestation?: string
}

/** From `POST /admin/approvals/challenge`: for `navigator.credentials.get`. */
export interface PasskeyRequestOptions {
  readonly challenge: string
  readonly rpId?: string
  readonly timeout?: number | undefined
  readonly allowCredentials?: readonly PasskeyDescriptor[]
  readonly userVerification?: 'discouraged' | 'preferred' | 'required'
}

/** What the browser answers with when a passkey was made. */
export interface PasskeyMade {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: { readonly clientDataJSON: string; readonly attestationObject: string }
}

/** What the browser answers with when a passkey was used. */
export interface PasskeyUsed {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle?: string
  }
}

/** A passkey's device as Chromium plays it for tests (W3C WebAuthn Level 2, 11), and pages that use it. */
import type { ApprovalItem, PasskeyUsed } from '@congky/shared'
import type { CDPSession, Page } from 'playwright-core'

/** A phone or a computer that checks its owner's finger by itself. */
const DEVICE = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

interface StoredKey {
  readonly credentialId: string
  readonly isResidentCredential: boolean
  readonly rpId?: string
  readonly privateKey: string
  readonly userHandle?: string
  readonly signCount: number
}

export class VirtualAuthenticator {
  readonly #session: CDPSession
  readonly #authenticatorId: string

  private constructor(session: CDPSession, authenticatorId: string) {
    this.#session = session
    this.#authenticatorId = authenticatorId
  }

  static async plugIn(page: Page): Promise<VirtualAuthenticator> {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE })
    return new VirtualAuthenticator(session, authenticatorId)
  }

  async keys(): Promise<readonly StoredKey[]> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', this.#self)
    return credentials
  }

  /** A key comes from elsewhere, as from a copied device. */
  async take(credential: StoredKey): Promise<void> {
    await this.#session.send('WebAuthn.addCredential', { ...this.#self, credential })
  }

  async forget({ credentialId }: StoredKey): Promise<void> {
    await this.#session.send('WebAuthn.removeCredential', { ...this.#self, credentialId })
  }

  get #self() {
    return { authenticatorId: this.#authenticatorId }
  }
}

/** What a page got: the body of the answer. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows what its route answers
export async function callInPage(page: Page, method: string, path: string, body?: object): Promise<any> {
  return page.evaluate(
    async ([verb, where, text]) => {
      const me = await (await fetch('/api/v1/auth/me')).json()
      const headers = { 'content-type': 'application/json', 'x-congky-csrf': me.csrfToken }
      const answer = await fetch(`/api/v1${where}`, { method: verb, headers, ...(text === null ? {} : { body: text }) })
      return answer.json()
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  )
}

export function askChallenge(page: Page, decision: 'approve' | 'return', items: readonly ApprovalItem[]) {
  return callInPage(page, 'POST', '/admin/approvals/challenge', { decision, items })
}

/** Lets the browser sign, with what browsers themselves offer for JSON. */
export function signInPage(page: Page, options: object): Promise<PasskeyUsed> {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as PublicKeyCredentialRequestOptionsJSON)
    const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    return used.toJSON() as unknown as PasskeyUsed
  }, options)
}

/** @returns The body of the answer: outcomes, or a problem. */
export function decideWithPasskey(
  page: Page,
  decision: 'approve' | 'return',
  items: readonly ApprovalItem[],
  response: PasskeyUsed,
) {
  const more = decision === 'return' ? { reason: 'Sai mã HS' } : {}
  return callInPage(page, 'POST', `/admin/approvals/${decision}`, {
    ...{ items, proof: { kind: 'passkey', response } },
    ...more,
  })
}

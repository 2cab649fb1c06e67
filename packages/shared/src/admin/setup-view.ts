/** The first run of a gateway: who it belongs to, and its first account. */
import type { ErrorView } from '../wire.ts'
import type { LoginView } from './account-view.ts'

/** The enterprise that runs the gateway; what is not known is null. */
export interface OrganizationView {
  readonly taxCode: string
  readonly name: string
  readonly address: string | null
  readonly phone: string | null
  readonly contactName: string | null
  readonly contactPhone: string | null
  readonly email: string | null
}

export interface OrganizationAnswer {
  /** Of the configuration, for what changes it. */
  readonly revision: string
  readonly organization: OrganizationView | null
}

export interface SetupView {
  /** Whether nobody has an account yet, so that the setup code lets its first admin in. */
  readonly needed: boolean
}

/** After `POST /setup`: the first admin is logged in. */
export interface SetupAnswer {
  readonly login: LoginView
  /** Why the configuration file could not take the rest, or null when it did. */
  readonly unsaved: ErrorView | null
}

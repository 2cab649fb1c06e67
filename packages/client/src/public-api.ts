/** What both entries, Node's and the browser's, offer besides their own `connect`. */
export {
  type ApprovalStanding,
  type CertificateView,
  CongkyError,
  type ErrorCode,
  type ErrorText,
  type JobState,
  type Language,
  type Readiness,
  type SignatureReport,
  type VerifyReport,
} from '@congky/shared'
export type { ConnectionEvent, ConnectOptions } from './connect-options.ts'
export type { VerifyOptions } from './gateway-api.ts'
export type { GatewayConnection, SignOptions } from './gateway-connection.ts'
export type { RenewedAccessKey } from './key-renewal.ts'
export type { RequestProgress, SignedDocument, WaitOptions } from './pending-request.ts'
export { RequestRejectedError } from './remote-error.ts'
export type { SignAllItem, SignAllOptions, SignAllProgress, SignSettled } from './sign-all.ts'

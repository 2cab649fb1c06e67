/** Our own request table, as `source init-table` makes it and as a new source is set up. */
import type { SourceColumns } from './admin/source-view.ts'

export const REFERENCE_TABLE = 'congky_request'

export const REFERENCE_COLUMNS: SourceColumns = {
  id: 'id',
  taxCode: 'tax_code',
  profile: 'profile',
  document: 'document',
  reference: null,
  requester: 'requester',
  note: 'note',
  state: 'state',
  signedDocument: 'signed_document',
  errorCode: 'error_code',
  errorMessage: 'error_message',
  claimedBy: 'claimed_by',
  claimToken: 'claim_token',
  claimedUntil: 'claimed_until',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
}

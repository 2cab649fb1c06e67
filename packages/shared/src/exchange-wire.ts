/** Messages to customs as the API shows them (Decision 1543/QĐ-TCHQ, appendix part II). */
import { z } from 'zod'

export const EXCHANGE_STATES = ['signing', 'waiting', 'unknown', 'accepted', 'refused', 'held'] as const
export type ExchangeState = (typeof EXCHANGE_STATES)[number]

/** One message of ours, and how far it has come. */
export const exchangeMessageSchema = z.object({
  id: z.string(),
  /** `Header/Reference/messageId`: a GUID in upper case. */
  messageId: z.string(),
  /** Tax code of the enterprise that sends it. */
  from: z.string(),
  to: z.string(),
  type: z.string(),
  function: z.string(),
  reference: z.string(),
  /**
   * `signing`: waits for its signature. `waiting`: not sent yet. `unknown`: sent, and no answer came; it is repeated.
   * `accepted`, `refused`: customs' answer. `held`: a person is needed.
   */
  state: z.enum(EXCHANGE_STATES),
  requester: z.string(),
  /** Attempts that ended without an answer. */
  attempts: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  signedAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  /** Why it was refused or is held, or what the last attempt met. */
  error: z
    .object({ code: z.string(), message: z.string(), messageVi: z.string(), next: z.string(), nextVi: z.string() })
    .optional(),
})
export type ExchangeMessageView = z.infer<typeof exchangeMessageSchema>

/** The same with its texts. */
export const exchangeMessageDetailsSchema = exchangeMessageSchema.extend({
  /** The message as it was handed in, then as it was signed; null once it was dropped for its age. */
  content: z.string().nullable(),
  /** The whole answer of customs. */
  answer: z.string().nullable(),
})
export type ExchangeMessageDetails = z.infer<typeof exchangeMessageDetailsSchema>

const textField = (lengthMax: number) => z.string().trim().min(1).max(lengthMax)
const customsFields = z.record(z.string().max(100), z.string().max(65_536))

/** A message as fields, from which the gateway builds the XML; who customs is stands in the configuration. */
export const exchangeFieldsSchema = z.strictObject({
  type: z.string().regex(/^\d{2}$/),
  function: z.string().regex(/^\d{2}$/),
  reference: textField(36),
  warehouseCode: textField(10),
  from: z.strictObject({ name: textField(255), identity: textField(20) }),
  /** `yyyy-MM-dd`. Default: today. */
  sendDate: z.iso.date().optional(),
  /** A GUID. Default: follows from the idempotency key. */
  messageId: z.guid().optional(),
  version: textField(10).default('1.00'),
  /** The elements directly in `Content`. */
  fields: customsFields.default({}),
  /** What `Content` lists. */
  items: z.array(customsFields).max(1_000).default([]),
})
export type ExchangeFields = z.infer<typeof exchangeFieldsSchema>

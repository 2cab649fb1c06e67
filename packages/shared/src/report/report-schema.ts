/** What `POST /verify` takes and answers. Unknown fields are dropped, so that either side may be the newer one. */
import { z } from 'zod'
import { certificateViewSchema } from '../wire.ts'
import { isoTime, sha256Hex } from '../wire-fields.ts'

const reportedCertificateSchema = certificateViewSchema.extend({
  issuer: z.string(),
  notBefore: isoTime,
  notAfter: isoTime,
  taxCode: z.string().nullable(),
})
export type ReportedCertificate = z.infer<typeof reportedCertificateSchema>

/**
 * Where a signature comes from: `kdt` is the pair of `data` and `fileCert` of Vietnam's customs messages, `edifact` a
 * pair of security header and trailer (ISO 9735-5), `autack` a message of that name (ISO 9735-6).
 */
export const SIGNATURE_KINDS = ['xmldsig', 'kdt', 'cms', 'smime', 'edifact', 'autack'] as const

/**
 * What is known of a certificate's issuers. Only `trusted` says that a configured authority stands behind it, and
 * nothing but `not-checked` and `trusted` goes with a valid signature. `revocation-unknown`: whether it was revoked
 * could not be learned, and that is required here.
 */
export const TRUST_ANSWERS = [
  'not-checked',
  'trusted',
  'unknown-authority',
  'revoked',
  'revocation-unknown',
  'not-valid-then',
  'not-for-signing',
] as const
export type TrustAnswer = (typeof TRUST_ANSWERS)[number]

const reportMessageSchema = z.object({ code: z.string(), vi: z.string(), en: z.string() })

/** One signature found in a document, as `POST /verify` reports it. */
export const signatureReportSchema = z.object({
  kind: z.enum(SIGNATURE_KINDS).default('xmldsig'),
  /**
   * Where the signature stands, as an element path such as `/Envelope/Body/Signature`; a MIME part's number; in
   * UN/EDIFACT the segments above it with their references, such as `UNB+VCCI081216/USH+1`.
   */
  path: z.string(),
  valid: z.boolean(),
  /** What the signature speaks for: paths of the elements whose bytes it fixes. */
  covers: z.array(
    z.object({
      uri: z.string(),
      path: z.string().nullable(),
      wholeDocument: z.boolean(),
      valid: z.boolean(),
      /** Length of the octets that were digested; null where that is not known. */
      bytes: z.int().nonnegative().nullable().default(null),
    }),
  ),
  /** Parts of the document that it does not speak for, the outermost of each: paths, or names of MIME parts. */
  notCovered: z.array(z.string()).default([]),
  signatureMethod: z.string().nullable(),
  digestMethods: z.array(z.string()),
  canonicalizationMethod: z.string().nullable(),
  signingTime: z.string().nullable(),
  /** An RFC 3161 timestamp over the signature value. */
  timestamp: z
    .object({ time: isoTime, authority: z.string(), valid: z.boolean(), problems: z.array(z.string()) })
    .nullable()
    .default(null),
  certificate: reportedCertificateSchema.nullable(),
  /** Certificates above it as far as they are known, the nearest first. */
  chain: z.array(reportedCertificateSchema).default([]),
  trust: z.enum(TRUST_ANSWERS).default('not-checked'),
  /** What is wrong when it is not valid: a short English sentence each. */
  problems: z.array(z.string()),
  /** What a reader should know although it is valid: SHA-1, expired certificate, only a part is covered… */
  warnings: z.array(z.string()),
  /** The same sentences, problems first, with a stable code each and in both languages. */
  messages: z.array(reportMessageSchema).optional(),
})
export type SignatureReport = z.infer<typeof signatureReportSchema>

/** Body of `POST /verify` for a signature that stands beside its document; a document alone is posted as it is. */
export const verifyBodySchema = z.object({
  documentBase64: z.base64(),
  /** CMS, as DER or PEM, or an interchange with an AUTACK; left out: the document's own signatures are reported. */
  signatureBase64: z.base64().optional(),
})

/** Answer of `POST /verify`. `valid` is true when there is at least one signature and all are valid. */
export const verifyReportSchema = z.object({
  valid: z.boolean(),
  documentSha256: sha256Hex,
  signatures: z.array(signatureReportSchema),
  warnings: z.array(z.string()),
  /** The warnings with their codes and in both languages. */
  messages: z.array(reportMessageSchema).optional(),
})
export type VerifyReport = z.infer<typeof verifyReportSchema>

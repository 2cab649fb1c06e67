import type { DigestChoice, ProfileOptions } from '@congky/shared'
import { SelectField } from '../../design/field.tsx'
import { say } from '../../text.ts'

/** What the fields for one kind of profile work on. */
export interface PartProps<O extends ProfileOptions> {
  readonly options: O
  readonly set: (change: Partial<O>) => void
  /** What is wrong with the value of a key, as the gateway told. */
  readonly errorOf: (key: string) => string | null
}

/** Choices whose words are the same in every language. */
export function same<T extends string>(...values: readonly T[]) {
  return values.map((value) => ({ value, label: value }))
}

export function DigestField(props: {
  readonly options: { readonly digest: DigestChoice }
  readonly set: (change: { readonly digest: DigestChoice }) => void
  readonly errorOf: (key: string) => string | null
}) {
  const { options, set, errorOf } = props
  return (
    <SelectField
      label={say('Thuật toán băm', 'Digest')}
      {...{ value: options.digest, error: errorOf('digest') }}
      choices={[
        { value: 'sha256', label: 'SHA-256' },
        { value: 'sha1', label: say('SHA-1 (chỉ khi nơi nhận đòi hỏi)', 'SHA-1 (only where a receiver wants it)') },
        { value: 'auto', label: say('Theo chữ ký số', 'As the certificate') },
      ]}
      onChange={(digest) => set({ digest })}
    />
  )
}

/** Fields of profiles that are no XML signatures. */
import type { CmsProfileOptions, KdtProfileOptions, SmimeProfileOptions } from '@congky/shared'
import { SelectField, Switch, TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import { DigestField, type PartProps } from './profile-part.tsx'

export function KdtFields({ options, set, errorOf }: PartProps<KdtProfileOptions>) {
  return (
    <div class="fields">
      <TextField
        label={say('Phần tử được ký', 'What is signed')}
        hint={say('Từ gốc, như /Envelope/Body/Content', 'From the root, such as /Envelope/Body/Content')}
        {...{ value: options.signs, onInput: (signs) => set({ signs }), error: errorOf('signs') }}
        mono
        required
      />
      <TextField
        label={say('Phần tử chữ ký', 'The signature')}
        hint={say('Như /Envelope/Body/Signature', 'Such as /Envelope/Body/Signature')}
        {...{ value: options.placedIn, onInput: (placedIn) => set({ placedIn }), error: errorOf('placedIn') }}
        mono
        required
      />
      <SelectField
        label={say('Ký trên', 'Signed octets')}
        hint={say(
          'Chưa có văn bản nào nói rõ; hãy hỏi nơi nhận.',
          'No public text says which; ask the receiving side.',
        )}
        {...{ value: options.octets, error: errorOf('octets') }}
        choices={[
          { value: 'content-text', label: say('Chuỗi base64 nguyên văn', 'The base64 text as it stands') },
          { value: 'content-decoded', label: say('Nội dung đã giải mã base64', 'The bytes it is the base64 of') },
          { value: 'content-element', label: say('Cả thẻ, dạng chuẩn hóa', 'The element in canonical form') },
        ]}
        onChange={(octets) => set({ octets })}
      />
      <DigestField {...{ options, set, errorOf }} />
      <TextField
        label={say('Mã số thuế nằm tại', 'The tax code stands at')}
        hint={say('Dùng khi yêu cầu không nêu mã số thuế.', 'For requests that name none.')}
        {...{ value: options.taxCodePath ?? '', error: errorOf('taxCodePath') }}
        onInput={(text) => set({ taxCodePath: text === '' ? null : text })}
        mono
      />
    </div>
  )
}

export function CmsFields(props: PartProps<CmsProfileOptions>) {
  const { options, set, errorOf } = props
  return (
    <>
      <div class="fields">
        <SelectField
          label={say('Chứng từ và chữ ký', 'Document and signature')}
          {...{ value: options.detached ? 'apart' : 'inside', error: errorOf('detached') }}
          choices={[
            { value: 'apart', label: say('Tách rời: chữ ký là một tệp riêng', 'Apart: the signature is a file') },
            { value: 'inside', label: say('Chứng từ nằm trong tệp chữ ký', 'The document is inside the signature') },
          ]}
          onChange={(where) => set({ detached: where === 'apart' })}
        />
        <SelectField
          label={say('Dạng tệp kết quả', 'Form of the result')}
          {...{ value: options.encoding, error: errorOf('encoding') }}
          choices={[
            { value: 'der', label: say('DER, nhị phân (.p7s, .p7m)', 'DER, binary (.p7s, .p7m)') },
            { value: 'pem', label: say('PEM, văn bản (.pem)', 'PEM, text (.pem)') },
          ]}
          onChange={(encoding) => set({ encoding })}
        />
        <DigestField {...{ options, set, errorOf }} />
        <CertificatesField {...{ options, set, errorOf }} />
        <SelectField
          label="CAdES"
          {...{ value: options.cades, error: errorOf('cades') }}
          choices={[
            { value: 'none', label: say('Không', 'None') },
            { value: 'bes', label: say('B-B: ký cả chữ ký số đã dùng', 'B-B: the certificate is signed') },
            { value: 't', label: say('B-T: thêm dấu thời gian', 'B-T: with a timestamp') },
          ]}
          onChange={(cades) => set({ cades })}
        />
      </div>
      <SignedAttributes {...{ options, set, errorOf }} />
    </>
  )
}

export function SmimeFields(props: PartProps<SmimeProfileOptions>) {
  const { options, set, errorOf } = props
  return (
    <>
      <div class="fields">
        <TextField
          label={say('Content-Type của phần được ký', 'Content-Type of the signed part')}
          {...{ value: options.contentType, error: errorOf('contentType') }}
          onInput={(contentType) => set({ contentType })}
          mono
          required
        />
        <SelectField
          label={say('Cách ghi micalg', 'How micalg is written')}
          {...{ value: options.micalg, error: errorOf('micalg') }}
          choices={[
            { value: 'rfc8551', label: say('sha-256 (RFC 8551)', 'sha-256 (RFC 8551)') },
            { value: 'without-dash', label: say('sha256 (nơi nhận cũ)', 'sha256 (older receivers)') },
          ]}
          onChange={(micalg) => set({ micalg })}
        />
        <DigestField {...{ options, set, errorOf }} />
        <CertificatesField {...{ options, set, errorOf }} />
      </div>
      <SignedAttributes {...{ options, set, errorOf }} />
    </>
  )
}

/** What CMS has, alone and in S/MIME. */
type Cms = Pick<CmsProfileOptions, 'certificates' | 'signedAttributes'>
interface CmsPart {
  readonly options: Cms
  readonly set: (change: Partial<Cms>) => void
  readonly errorOf: (key: string) => string | null
}

function CertificatesField({ options, set, errorOf }: CmsPart) {
  return (
    <SelectField
      label={say('Chứng thư kèm theo', 'Certificates that go along')}
      {...{ value: options.certificates, error: errorOf('certificates') }}
      choices={[
        { value: 'signer', label: say('Chỉ của người ký', "The signer's only") },
        { value: 'chain', label: say('Cả chuỗi chứng thư', 'Those above it as well') },
      ]}
      onChange={(certificates) => set({ certificates })}
    />
  )
}

function SignedAttributes({ options, set, errorOf }: CmsPart) {
  return (
    <Switch
      label={say('Ký cả thời điểm ký (signed attributes)', 'Sign the time, too (signed attributes)')}
      {...{ value: options.signedAttributes, error: errorOf('signedAttributes') }}
      onChange={(signedAttributes) => set({ signedAttributes })}
    />
  )
}

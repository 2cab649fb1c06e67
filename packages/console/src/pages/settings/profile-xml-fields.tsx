import type { XmlProfileOptions } from '@congky/shared'
import { Checkbox, SelectField, Switch, TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import { DigestField, type PartProps, same } from './profile-part.tsx'

type Way = 'whole' | 'path' | 'id'
type Xml = PartProps<XmlProfileOptions>

/** What is signed, where the signature goes, and the words of XML signatures for those who know them. */
export function XmlFields(props: Xml) {
  return (
    <>
      <SignedPart {...props} />
      <Place {...props} />
      <details>
        <summary>{say('Tùy chọn kỹ thuật', 'Technical options')}</summary>
        <div class="stack">
          <Technical {...props} />
        </div>
      </details>
    </>
  )
}

function SignedPart({ options, set, errorOf }: Xml) {
  const { signs } = options
  const way: Way = 'path' in signs ? 'path' : 'id' in signs ? 'id' : 'whole'
  const value = 'path' in signs ? signs.path : 'id' in signs ? signs.id : ''
  const put = (next: Way, text: string) =>
    set(
      next === 'whole'
        ? { signs: { whole: true }, newId: null }
        : { signs: next === 'path' ? { path: text } : { id: text } },
    )
  return (
    <div class="fields">
      <SelectField<Way>
        label={say('Phần được ký', 'What is signed')}
        value={way}
        choices={[
          { value: 'whole', label: say('Cả chứng từ', 'The whole document') },
          { value: 'path', label: say('Phần tử tại đường dẫn', 'The element at a path') },
          { value: 'id', label: say('Phần tử có Id', 'The element with an Id') },
        ]}
        onChange={(next) => put(next, value)}
      />
      {way !== 'whole' && (
        <TextField
          label={way === 'path' ? say('Đường dẫn', 'Path') : 'Id'}
          hint={way === 'path' ? say('Từ gốc, như /HDon/DLHDon', 'From the root, such as /HDon/DLHDon') : undefined}
          {...{ value, onInput: (text) => put(way, text), error: errorOf('signs') }}
          mono
          required
        />
      )}
    </div>
  )
}

function Place({ options, set, errorOf }: Xml) {
  return (
    <>
      <div class="fields">
        <TextField
          label={say('Chữ ký đặt trong phần tử', 'The signature goes into')}
          hint={say('Như /HDon/DSCKS/NBan; để trống là phần tử gốc.', 'Such as /HDon/DSCKS/NBan; empty is the root.')}
          {...{ value: options.placedIn ?? '', error: errorOf('placedIn') }}
          onInput={(text) =>
            set(text === '' ? { placedIn: null, createParent: false, replacesElement: false } : { placedIn: text })
          }
          mono
        />
        <TextField
          label={say('Mã số thuế nằm tại', 'The tax code stands at')}
          hint={say('Dùng khi yêu cầu không nêu mã số thuế.', 'For requests that name none.')}
          {...{ value: options.taxCodePath ?? '', error: errorOf('taxCodePath') }}
          onInput={(text) => set({ taxCodePath: text === '' ? null : text })}
          mono
        />
      </div>
      {options.placedIn !== null && (
        <div class="fields">
          <Switch
            label={say('Tạo phần tử đó nếu thiếu', 'Create that element where it is missing')}
            {...{ value: options.createParent, error: errorOf('createParent') }}
            onChange={(createParent) => set({ createParent, replacesElement: false })}
          />
          <Switch
            label={say('Chữ ký thay chính phần tử đó', 'The signature replaces that element')}
            {...{ value: options.replacesElement, error: errorOf('replacesElement') }}
            onChange={(replacesElement) => set({ replacesElement, createParent: false })}
          />
        </div>
      )}
    </>
  )
}

const KEY_INFO = ['key-value', 'subject-name', 'issuer-serial', 'certificate'] as const

function Technical({ options, set, errorOf }: Xml) {
  const { keyInfo } = options
  const toggle = (part: (typeof KEY_INFO)[number], isOn: boolean) =>
    set({ keyInfo: KEY_INFO.filter((one) => (one === part ? isOn : keyInfo.includes(one))) })
  return (
    <>
      <div class="fields">
        <DigestField {...{ options, set, errorOf }} />
        <SelectField
          label={say('Chuẩn hóa XML', 'Canonicalization')}
          value={options.canonicalization}
          choices={same('c14n', 'c14n-comments', 'c14n11', 'c14n11-comments', 'exc-c14n', 'exc-c14n-comments')}
          onChange={(canonicalization) => set({ canonicalization })}
        />
        <SelectField
          label={say('Thời điểm ký', 'Signing time')}
          value={options.signingTime}
          choices={same('none', 'ds', 'no-namespace', 'example-org')}
          onChange={(signingTime) =>
            set(signingTime === 'none' ? { signingTime, signingTimeReferenced: false } : { signingTime })
          }
        />
        <SelectField
          label={say('Nếu đã có chữ ký', 'Where a signature is there')}
          value={options.existing}
          choices={[
            { value: 'reject', label: say('Từ chối', 'Refuse') },
            { value: 'add', label: say('Thêm bên cạnh', 'Add one beside it') },
          ]}
          onChange={(existing) => set({ existing })}
        />
        <SelectField
          label="XAdES"
          {...{ value: options.xades, error: errorOf('xades') }}
          choices={[
            { value: 'none', label: say('Không', 'None') },
            { value: 'bes', label: say('B-B: ký cả thời điểm và chữ ký số', 'B-B: time and certificate are signed') },
            { value: 't', label: say('B-T: thêm dấu thời gian', 'B-T: with a timestamp') },
          ]}
          onChange={(xades) => set({ xades })}
        />
        <SelectField
          label={say('Thuộc tính Id', 'Id attribute')}
          value={options.idAttribute}
          choices={same('Id', 'ID', 'id')}
          onChange={(idAttribute) => set({ idAttribute })}
        />
        {'path' in options.signs && (
          <TextField
            label={say('Id mới khi phần tử chưa có', 'New Id where the element has none')}
            hint={say('Để trống: tự đặt Id duy nhất.', 'Empty: a unique one.')}
            {...{ value: options.newId ?? '', error: errorOf('newId') }}
            onInput={(text) => set({ newId: text === '' ? null : text })}
            mono
          />
        )}
      </div>
      <Switch
        label={say('Ghi biến đổi enveloped-signature vào tham chiếu', 'List the enveloped-signature transform')}
        value={options.envelopedTransform}
        onChange={(envelopedTransform) => set({ envelopedTransform })}
      />
      {options.signingTime !== 'none' && (
        <Switch
          label={say('Ký cả thời điểm ký', 'Sign the signing time, too')}
          value={options.signingTimeReferenced}
          onChange={(signingTimeReferenced) => set({ signingTimeReferenced })}
        />
      )}
      <fieldset class="key-info">
        <legend>KeyInfo</legend>
        {KEY_INFO.map((part) => (
          <Checkbox
            key={part}
            label={<code>{part}</code>}
            value={keyInfo.includes(part)}
            onChange={(isOn) => toggle(part, isOn)}
          />
        ))}
      </fieldset>
    </>
  )
}

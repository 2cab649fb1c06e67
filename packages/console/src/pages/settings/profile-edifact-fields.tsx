/** Fields of profiles for interchanges of UN/EDIFACT. */
import type { AutackProfileOptions, EdifactProfileOptions } from '@congky/shared'
import { SelectField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import { DigestField, type PartProps } from './profile-part.tsx'

export function EdifactFields({ options, set, errorOf }: PartProps<EdifactProfileOptions>) {
  return (
    <div class="fields">
      <SelectField
        label={say('Ký', 'What is signed')}
        {...{ value: options.level, error: errorOf('level') }}
        choices={[
          { value: 'interchange', label: say('Cả trao đổi (UNB … UNZ)', 'The interchange (UNB … UNZ)') },
          { value: 'message', label: say('Thông điệp duy nhất (UNH … UNT)', 'Its only message (UNH … UNT)') },
        ]}
        onChange={(level) => set({ level })}
      />
      <SelectField
        label={say('Phạm vi chữ ký (0541)', 'Scope (0541)')}
        hint={say(
          'Chỉ chọn hẹp hơn khi nơi nhận đòi hỏi: phần còn lại có thể bị sửa mà không ai hay.',
          'Less only where a receiver wants it: what is left out can be changed unnoticed.',
        )}
        {...{ value: options.scope, error: errorOf('scope') }}
        choices={[
          { value: 'whole', label: say('3: toàn bộ', '3: all of it') },
          { value: 'header-to-trailer', label: say('2: từ USH đến UST', '2: from USH to UST') },
          { value: 'header-and-body', label: say('1: USH và phần thân', '1: USH and the body') },
        ]}
        onChange={(scope) => set({ scope })}
      />
      <SelectField
        label={say('Nếu đã có chữ ký', 'When it is signed already')}
        {...{ value: options.existing, error: errorOf('existing') }}
        choices={[
          { value: 'reject', label: say('Từ chối', 'Refuse') },
          { value: 'add', label: say('Thêm chữ ký nữa', 'Add another') },
        ]}
        onChange={(existing) => set({ existing })}
      />
      <CommonFields {...{ options, set, errorOf }} />
    </div>
  )
}

export function AutackFields({ options, set, errorOf }: PartProps<AutackProfileOptions>) {
  return (
    <div class="fields">
      <SelectField
        label={say('Thông điệp AUTACK', 'The AUTACK')}
        {...{ value: options.placed, error: errorOf('placed') }}
        choices={[
          { value: 'beside', label: say('Trao đổi riêng, đi kèm bản gốc', 'An interchange of its own') },
          { value: 'inside', label: say('Thông điệp cuối của trao đổi', 'The last message of the document') },
        ]}
        onChange={(placed) => set({ placed })}
      />
      <CommonFields {...{ options, set, errorOf }} />
    </div>
  )
}

type Common = Pick<EdifactProfileOptions, 'digest' | 'filter' | 'certificate' | 'taxCodeFrom' | 'check'>

function CommonFields(props: {
  readonly options: Common
  readonly set: (change: Partial<Common>) => void
  readonly errorOf: (key: string) => string | null
}) {
  const { options, set, errorOf } = props
  return (
    <>
      <DigestField {...{ options, set, errorOf }} />
      <SelectField
        label={say('Cách ghi giá trị nhị phân (0505)', 'Binary values (0505)')}
        {...{ value: options.filter, error: errorOf('filter') }}
        choices={[
          { value: 'hex', label: say('Thập lục phân', 'Hexadecimal') },
          { value: 'base64', label: 'Base64' },
        ]}
        onChange={(filter) => set({ filter })}
      />
      <SelectField
        label={say('Chứng thư số', 'Certificate')}
        {...{ value: options.certificate, error: errorOf('certificate') }}
        choices={[
          { value: 'enclosed', label: say('Gửi kèm', 'Goes along') },
          { value: 'reference', label: say('Chỉ ghi nơi cấp và số sê-ri', 'Issuer and serial number only') },
        ]}
        onChange={(certificate) => set({ certificate })}
      />
      <SelectField
        label={say('Mã số thuế lấy từ', 'Tax code from')}
        hint={say('Dùng khi yêu cầu không nêu mã số thuế.', 'For requests that name none.')}
        {...{ value: options.taxCodeFrom, error: errorOf('taxCodeFrom') }}
        choices={[
          { value: 'exporter', label: say('Nhà xuất khẩu của C/O (NAD+EX)', 'The exporter of the C/O (NAD+EX)') },
          { value: 'none', label: say('Không lấy', 'Nowhere') },
        ]}
        onChange={(taxCodeFrom) => set({ taxCodeFrom })}
      />
      <SelectField
        label={say('Kiểm tra trước khi ký', 'Checked before signing')}
        {...{ value: options.check, error: errorOf('check') }}
        choices={[
          { value: 'co', label: say('Thông điệp ORDERS phải là C/O đúng', 'ORDERS messages are correct C/Os') },
          { value: 'syntax', label: say('Chỉ cú pháp EDIFACT', 'EDIFACT syntax only') },
        ]}
        onChange={(check) => set({ check })}
      />
    </>
  )
}

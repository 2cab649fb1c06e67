import { useState } from 'preact/hooks'
import { readChoice, storeChoice } from '../choices.ts'
import { TextField } from '../design/field.tsx'
import { FileDrop } from '../design/file-drop.tsx'
import { Card } from '../design/layout.tsx'
import { toast, toastError } from '../design/toast.tsx'
import { toTaxCode } from '../tax-code.ts'
import { say } from '../text.ts'
import { addFiles, NOTE_LENGTH_MAX } from './desk.ts'
import { FileList } from './file-list.tsx'

/** Earlier tax codes to choose from. */
const REMEMBERED_MAX = 20

/** Dropping documents, and watching them be signed. */
export function DeskView() {
  const [taxCode, setTaxCode] = useState(readChoice('taxCode') ?? '')
  const [profile, setProfile] = useState(readChoice('profile') ?? '')
  const [note, setNote] = useState('')
  const [remembered, setRemembered] = useState(readRemembered)
  const isWrong = taxCode.trim() !== '' && toTaxCode(taxCode) === null
  const add = async (chosen: readonly File[]) => {
    if (isWrong) return toastError(new Error(say('Hãy sửa mã số thuế trước.', 'Correct the tax code first.')))
    const code = toTaxCode(taxCode)
    storeChoice('taxCode', code ?? '')
    storeChoice('profile', profile.trim())
    if (code !== null) {
      const codes = [code, ...remembered.filter((each) => each !== code)].slice(0, REMEMBERED_MAX)
      storeChoice('taxCodes', codes.join())
      setRemembered(codes)
    }
    try {
      const wishes = { taxCode: code, profile: profile.trim() || null, note: note.trim() || null }
      const known = await addFiles(chosen, wishes)
      setNote('')
      if (known.length > 0) toast(`${say('Đã có trong danh sách', 'In the list already')}: ${known.join(', ')}`)
    } catch {
      toastError(new Error(say('Không đọc được tệp vừa chọn.', 'The chosen file cannot be read.')))
    }
  }
  return (
    <div class="stack">
      <Card title={say('Gửi ký', 'Have documents signed')}>
        <div class="stack">
          <TextField
            label={say('Mã số thuế của doanh nghiệp ký', 'Tax code of the enterprise that signs')}
            hint={say(
              'Để trống nếu trong chứng từ đã ghi mã số thuế.',
              'Leave it empty when the document itself says so.',
            )}
            error={isWrong ? say('Cần 10, 12 hoặc 13 chữ số.', 'It needs 10, 12 or 13 digits.') : null}
            value={taxCode}
            onInput={setTaxCode}
            inputMode="numeric"
            list={remembered}
          />
          <FileDrop
            label={say('Kéo chứng từ vào đây, hoặc nhấn để chọn', 'Drop documents here, or press to choose')}
            hint={say('Gửi ngay khi chọn, nhiều tệp một lúc cũng được.', 'They are sent at once; several are fine.')}
            multiple
            onFiles={add}
          />
          <details>
            <summary class="dim">{say('Thêm tùy chọn', 'More')}</summary>
            <div class="stack">
              <TextField
                label={say('Ghi chú cho người duyệt', 'Note for approvers')}
                hint={say('Đi cùng các tệp chọn sau đó.', 'It goes along with the files that you choose next.')}
                value={note}
                maxLength={NOTE_LENGTH_MAX}
                onInput={setNote}
              />
              <TextField
                label={say('Mẫu ký', 'Signature profile')}
                hint={say('Để trống để dùng mẫu mặc định của cổng ký.', 'Empty for the default of the gateway.')}
                value={profile}
                onInput={setProfile}
              />
            </div>
          </details>
        </div>
      </Card>
      <FileList />
    </div>
  )
}

function readRemembered(): readonly string[] {
  return (readChoice('taxCodes') ?? '').split(',').filter(Boolean)
}

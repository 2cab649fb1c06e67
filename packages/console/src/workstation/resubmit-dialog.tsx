import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { FileDrop } from '../design/file-drop.tsx'
import { toast, toastError } from '../design/toast.tsx'
import { say } from '../text.ts'
import { addFiles, NOTE_LENGTH_MAX } from './desk.ts'
import type { FileEntry } from './keep.ts'

/** A corrected version takes the place of one that waits for an approval, or was given back. */
export function ResubmitDialog({ entry, onClose }: { readonly entry: FileEntry; readonly onClose: () => void }) {
  const [note, setNote] = useState('')
  const submit = async ([file]: readonly File[]) => {
    if (!file) return
    const { taxCode, profile, id } = entry
    try {
      const known = await addFiles([file], { taxCode, profile, note: note.trim() || null, replaces: id })
      if (known.length > 0) return toast(say('Tệp này giống hệt bản đang chờ duyệt.', 'It is the version that waits.'))
      onClose()
    } catch {
      toastError(new Error(say('Không đọc được tệp vừa chọn.', 'The chosen file cannot be read.')))
    }
  }
  return (
    <Dialog title={say(`Trình lại ${entry.name}`, `Submit ${entry.name} again`)} onClose={onClose}>
      <div class="stack">
        <p>
          {say(
            'Bản mới thay cho bản trước: bản trước không được duyệt hay ký nữa.',
            'The new version takes the place of the one before, which nobody can approve or sign any more.',
          )}
        </p>
        <TextField
          label={say('Ghi chú cho người duyệt', 'Note for approvers')}
          hint={say('Chẳng hạn: đã sửa số lượng dòng 3.', 'For example: the quantity of line 3 is corrected.')}
          value={note}
          maxLength={NOTE_LENGTH_MAX}
          onInput={setNote}
        />
        <FileDrop
          label={say('Chọn tệp đã sửa', 'Choose the corrected file')}
          hint={say('Được gửi ngay khi chọn.', 'It is sent at once.')}
          onFiles={submit}
        />
      </div>
    </Dialog>
  )
}

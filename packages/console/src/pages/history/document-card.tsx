import type { DocumentView, RequestDetails } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call, download } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Chip, Chips } from '../../design/chips.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { DocumentPanes } from '../../parts/document-panes.tsx'
import { say } from '../../text.ts'

type Which = 'original' | 'signed'

/** The document to read and to keep. It is opened on demand, since looking at it goes on record. */
export function DocumentCard({ request }: { readonly request: RequestDetails }) {
  const { documents, documentDays } = request
  const [which, setWhich] = useState<Which | null>(null)
  const [view, setView] = useState<DocumentView | null>(null)
  const path = `/admin/requests/${request.id}`
  const open = async (of: Which) => {
    setView(await call<DocumentView>('GET', `${path}/rendering?of=${of}`))
    setWhich(of)
  }
  if (!documents.original && !documents.signed) {
    const days = formatNumber(documentDays)
    return (
      <Card title={say('Chứng từ', 'Document')}>
        <Notice
          tone="quiet"
          title={say('Nội dung chứng từ không còn được lưu ở đây', 'The document is no longer kept here')}
        >
          {say(
            `Cổng ký chỉ giữ nội dung chứng từ trong ${days} ngày sau khi trả kết quả, và không giữ chứng từ bị từ chối ngay khi nhận. Mã băm và toàn bộ quá trình vẫn còn mãi trong lịch sử.`,
            `The gateway keeps documents for ${days} days after their outcome went out, and none that was refused at the door. Hashes and the whole story stay for ever.`,
          )}
        </Notice>
      </Card>
    )
  }
  return (
    <Card
      title={say('Chứng từ', 'Document')}
      lead={say('Ai xem hoặc tải chứng từ đều được ghi vào lịch sử.', 'Whoever reads or downloads it goes on record.')}
      actions={
        <>
          {documents.signed && (
            <Button small kind="primary" icon="download" onClick={() => download('GET', `${path}/signed`)}>
              {say('Tải bản đã ký', 'Download signed')}
            </Button>
          )}
          {documents.acknowledgement && (
            <Button small icon="download" onClick={() => download('GET', `${path}/acknowledgement`)}>
              {say('Tải trả lời (APERAK)', 'Download APERAK')}
            </Button>
          )}
          {documents.original && (
            <Button small icon="download" onClick={() => download('GET', `${path}/document`)}>
              {say('Tải bản gốc', 'Download original')}
            </Button>
          )}
        </>
      }
    >
      {view === null ? (
        <div class="row">
          <Button icon="eye" onClick={() => open(documents.original ? 'original' : 'signed')}>
            {say('Xem chứng từ', 'Read the document')}
          </Button>
        </div>
      ) : (
        <>
          {documents.original && documents.signed && (
            <Chips label={say('Bản', 'Version')}>
              <Chip
                isOn={which === 'original'}
                label={say('Bản gốc', 'Original')}
                onClick={() => void open('original')}
              />
              <Chip isOn={which === 'signed'} label={say('Bản đã ký', 'Signed')} onClick={() => void open('signed')} />
            </Chips>
          )}
          <DocumentPanes view={view} />
        </>
      )}
    </Card>
  )
}

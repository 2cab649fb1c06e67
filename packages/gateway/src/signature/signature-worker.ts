/** Entry of a worker thread: parses, canonicalizes and digests large documents. */
import { answerJobs } from './answer-jobs.ts'
import { InspectedDocuments } from './inspected-documents.ts'
import { openJob, type SignatureJob } from './signature-jobs.ts'

/** Of this thread: a plan that comes to another one reads its document again. */
const inspected = new InspectedDocuments()

answerJobs((job: SignatureJob) => openJob(job, inspected).run())

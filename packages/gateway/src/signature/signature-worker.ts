/** Entry of a worker thread: parses, canonicalizes and digests large documents. */
import { answerJobs } from './answer-jobs.ts'
import { openJob, type SignatureJob } from './signature-jobs.ts'

answerJobs((job: SignatureJob) => openJob(job, null).run())

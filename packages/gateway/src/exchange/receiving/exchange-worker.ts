/** Entry of a worker thread: reads and checks what customs sends, and what is sent to it. */
import { answerJobs } from '../../signature/answer-jobs.ts'
import { runSendingJob, type SendingJob } from '../sending/sending-jobs.ts'
import { type MessageJob, runMessageJob } from './message-jobs.ts'

answerJobs((job: MessageJob | SendingJob) =>
  job.kind === 'open' || job.kind === 'check' ? runMessageJob(job) : runSendingJob(job),
)

/** What a person has to know beyond the options; loaded with the command line, so it stands by itself. */
export const publishHelp = `
Files may be compressed with deflate, snappy or zstandard. Their schema may be any that resolves to Quote or
PaymentNotice by Avro's rules: another namespace or order, more fields, none where we have a default. Beyond that, a
decimal may stand where we have decimal text, and a long for the source version. A file that does not fit is refused
before anything is sent. Whose records they are is said by the configuration of the running process
(Q2C_QUOTE_SOURCE, Q2C_PAYMENT_SOURCE). To send a file again is harmless: what is known is recognised.

Exit codes:
  0  all of it was taken in, or known already
  1  a file is refused or damaged, or a record is refused or parked
  2  wrong usage, or a file that cannot be read
  3  no orchestrator is running on this folder, or it does not answer any more
`;

/** Topic names. Immutable: consumers outside this system know them. */
export const commandTopic = (system: string): string => `q2c.commands.${system}.v1`;
export const outcomeTopic = (system: string): string => `q2c.outcomes.${system}.v1`;
export const deadLetterTopic = 'q2c.dead-letter.v1';

/** The group that works on one counterpart's commands. */
export const connectorGroup = (system: string): string => `q2c.connector.${system}`;
export const outcomeGroup = 'q2c.orchestrator';

/** CloudEvents 1.0, Kafka binary mode, and our own attributes of a command. */
export const header = {
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  time: 'ce_time',
  specVersion: 'ce_specversion',
  subject: 'ce_subject',
  correlationId: 'ce_correlationid',
  causationId: 'ce_causationid',
  traceparent: 'traceparent',
  lane: 'q2c_lane',
  accountingDate: 'q2c_accountingdate',
  priority: 'q2c_priority',
  /**
   * Of a command and of its outcome: revision of the request in its stream. A later request of the same command id
   * opens a new round of attempts.
   */
  round: 'q2c_round',
  /** Published again: it may have been sent before, so its claim is asked also where the operation is native. */
  redelivered: 'q2c_redelivered',
} as const;

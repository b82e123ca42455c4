/**
 * `Number(x)` of a bigint loses what is above 2^53, and money is a bigint under whatever name it goes. This rule asks
 * the types, so that `Number('12')` is left alone; `no-restricted-syntax` knows names only.
 */
import ts from 'typescript';

/** @typedef {{ getTypeAtLocation(node: unknown): ts.Type, program: ts.Program, esTreeNodeToTSNodeMap: Map<unknown, ts.Node> }} Services */

/** @param {ts.Type | undefined} type @returns {boolean} */
const holdsBigint = (type) =>
  type !== undefined && (type.isUnion() ? type.types.some(holdsBigint) : (type.flags & ts.TypeFlags.BigIntLike) !== 0);

/** @type {import('eslint').Rule.RuleModule} */
export const noBigintToNumber = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { lossy: 'A bigint stays one: Number() loses what is above 2^53.' },
  },
  create: (context) => {
    const services = /** @type {Services} */ (/** @type {unknown} */ (context.sourceCode.parserServices));
    return {
      'CallExpression[callee.name="Number"] > .arguments': (/** @type {import('eslint').Rule.Node} */ node) => {
        if (holdsBigint(services.getTypeAtLocation(node))) context.report({ node, messageId: 'lossy' });
      },
      // Number itself, given to `map` and the like: what it will be called with is in the type expected here.
      'CallExpression > Identifier[name="Number"].arguments': (/** @type {import('eslint').Rule.Node} */ node) => {
        const checker = services.program.getTypeChecker();
        const given = services.esTreeNodeToTSNodeMap.get(node);
        if (given === undefined || !ts.isExpression(given)) return;
        const [parameter] = checker.getContextualType(given)?.getCallSignatures()[0]?.getParameters() ?? [];
        const type = parameter && checker.getTypeOfSymbolAtLocation(parameter, given);
        if (holdsBigint(type)) context.report({ node, messageId: 'lossy' });
      },
    };
  },
};

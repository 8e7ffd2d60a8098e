const { DefaultFailureConverter } = require('@temporalio/common');

/** Puts messages and stack traces of failures where the codec sees them. Temporal's SDK loads it by its path, and with `require`. */
module.exports = { failureConverter: new DefaultFailureConverter({ encodeCommonAttributes: true }) };

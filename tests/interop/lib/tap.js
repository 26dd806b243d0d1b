// SPDX-License-Identifier: MIT
'use strict';
// Writes "ok NAME" and "not ok NAME: why" lines, the plan and the totals at the end.
let n = 0,
	bad = 0;
exports.ok = (name, note) => {
	n++;
	console.log('ok ' + name + (note ? ' # ' + note : ''));
};
exports.notOk = (name, why) => {
	n++;
	bad++;
	console.log('not ok ' + name + ': ' + why);
};
exports.skip = (name, why) => {
	n++;
	console.log('ok ' + name + ' # SKIP ' + why);
};
exports.is = (cond, name, why, note) => (cond ? exports.ok(name, note) : exports.notOk(name, why));
exports.diag = (...a) => console.log('# ' + a.join(' '));
exports.done = () => {
	console.log('1..' + n);
	console.log('# ' + (n - bad) + ' ok, ' + bad + ' not ok');
	return bad ? 1 : 0;
};
exports.failed = () => bad;
exports.count = () => n;

#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Test SMSC on npm "smpp" (node-smpp 0.5.1). Prints "ok NAME" and "not ok NAME: why", stops by
// itself. USAGE tells more.
'use strict';
const USAGE = `usage: node node_smsc.js HOST PORT [options]
Listens on HOST:PORT (loopback only) and plays an SMSC in one of these modes.
  --mode M        normal (usual), mo, throttle, drop, drop-midpdu, mute, mute-bind, reorder,
                  garbage, fragment, coalesce, nack, badseq, unbind, enquire, early, outbind
  --user U        system_id to accept; usual "user"
  --password P    usual "secret"
  --count N       messages the mode acts on; usual 5
  --case NAME     one garbage case only
  --receipt-ms N  delay of a receipt; usual 50
  --version N     sc_interface_version; usual 0x34
  --mo N          after each rx or trx bind also send N MO
  --max-time S    stop after S seconds; usual 60
  --sessions N    stop after N sessions ended; usual 0, no
  --linger S      stay so long after the scenario of mo, early, enquire, unbind, drop; usual 6
  --expect LIST   like submit_sm=100,unbind=1: not ok when fewer were seen
  --tls CERT KEY  serve TLS
  --verbose       one JSON line a PDU on stderr
outbind: connects to HOST:PORT instead of listening, and sends outbind.
exit status: 0 all ok, 1 some not ok, 2 usage`;
const smpp = require('smpp'),
	net = require('net'),
	fs = require('fs'),
	tap = require('./lib/tap.js');
const a = process.argv.slice(2),
	o = {
		mode: 'normal',
		user: 'user',
		password: 'secret',
		count: 5,
		'receipt-ms': 50,
		mo: 0,
		version: 0x34,
		'max-time': 60,
		sessions: 0,
		linger: 6,
	},
	pos = [];
while (a.length) {
	const x = a.shift();
	if (x === '--help') {
		console.log(USAGE);
		process.exit(0);
	}
	if (x === '--verbose') o.verbose = true;
	else if (x === '--tls') {
		o.cert = a.shift();
		o.key = a.shift();
	} else if (x.startsWith('--')) {
		const k = x.slice(2),
			v = a.shift();
		o[k] = typeof o[k] === 'number' ? +v : v;
	} else pos.push(x);
}
if (pos.length !== 2) {
	console.error(USAGE);
	process.exit(2);
}
const HOST = pos[0],
	PORT = +pos[1];
if (!/^(127\.|::1$|localhost$)/.test(HOST)) {
	console.error('loopback addresses only');
	process.exit(2);
}

const seen = {},
	store = new Map(),
	t0 = Date.now(),
	now = () => Date.now() - t0;
let nextId = 1,
	sessionsEnded = 0,
	sessionNo = 0,
	moRef = 0;
const stats = { bindsOk: 0, bindsBad: 0, throttled: 0, resent: 0 },
	throttledKeys = new Set();
const bump = k => (seen[k] = (seen[k] || 0) + 1);
const B = (...a) => Buffer.from(...a);
const cstr = s => Buffer.concat([B(s, 'latin1'), B([0])]);
function raw(id, status, seq, body) {
	body = body || B([]);
	const h = Buffer.alloc(16);
	h.writeUInt32BE(16 + body.length, 0);
	h.writeUInt32BE(id >>> 0, 4);
	h.writeUInt32BE(status, 8);
	h.writeUInt32BE(seq, 12);
	return Buffer.concat([h, body]);
}
const dt = d => d.toISOString().replace(/[-T:]/g, '').slice(2, 12);

function sendReq(s, cmd, opts, name, ms, tries) {
	// request from the SMSC; TAP on the answer
	return new Promise(res => {
		let t;
		const done = (ok, why, note) => {
			clearTimeout(t);
			s.pend.delete(done);
			if (name) tap.is(ok, name, why, note);
			res(ok);
		};
		s.pend.add(done);
		t = setTimeout(() => done(false, 'no answer in ' + ms + ' ms'), ms);
		s[cmd](Object.assign({}, opts), p => {
			if (p.command_status === 0x64 && (tries || 0) < 8) {
				clearTimeout(t);
				s.pend.delete(done);
				return setTimeout(() => sendReq(s, cmd, opts, name, ms, (tries || 0) + 1).then(res), 300);
			} // ESME_RX_T_APPN: try again
			done(
				p.command === cmd + '_resp' && p.command_status === 0,
				p.command + ' status 0x' + p.command_status.toString(16),
				'seq ' + p.sequence_number + (tries ? ' after ' + tries + ' ESME_RX_T_APPN' : '')
			);
		});
	});
}
function receipt(s, id, m, stat, state) {
	const d = new Date(),
		start = m.text
			.toString('latin1')
			.replace(/[^ -~]/g, '.')
			.slice(0, 20),
		text =
			`id:${id} sub:001 dlvrd:${stat === 'DELIVRD' ? '001' : '000'} ` +
			`submit date:${dt(m.when)} done date:${dt(d)} stat:${stat} err:000 text:${start}`;
	return sendReq(
		s,
		'deliver_sm',
		{
			source_addr_ton: m.dton,
			source_addr_npi: m.dnpi,
			source_addr: m.dst,
			dest_addr_ton: m.ston,
			dest_addr_npi: m.snpi,
			destination_addr: m.src,
			esm_class: 4,
			data_coding: 0,
			short_message: B(text),
			receipted_message_id: id,
			message_state: state,
		},
		'receipt_' + id,
		5000
	);
}
const MOS = () => {
	const base = {
			source_addr_ton: 1,
			source_addr_npi: 1,
			source_addr: '46701234567',
			dest_addr_ton: 3,
			dest_addr_npi: 1,
			destination_addr: '72000',
		},
		ref = ++moRef & 0xff;
	const M = (n, x) => [n, Object.assign({}, base, x)];
	return [
		M('mo_plain', { data_coding: 0, short_message: B('STOP hello MO') }),
		M('mo_ucs2', { data_coding: 8, short_message: B('041f04400438043204350442', 'hex') }),
		M('mo_binary', { data_coding: 4, short_message: B('00ff10a55a', 'hex') }),
		M('mo_empty', { data_coding: 0, short_message: B('') }),
		M('mo_udh_1of2', {
			esm_class: 0x40,
			data_coding: 0,
			short_message: Buffer.concat([B([5, 0, 3, ref, 2, 1]), B('first half, ')]),
		}),
		M('mo_udh_2of2', {
			esm_class: 0x40,
			data_coding: 0,
			short_message: Buffer.concat([B([5, 0, 3, ref, 2, 2]), B('second half')]),
		}),
		M('mo_payload_1000', {
			data_coding: 0,
			short_message: B(''),
			message_payload: Buffer.alloc(1000, 0x41),
		}),
		M('mo_tlvs', {
			data_coding: 0,
			short_message: B('tlv'),
			user_message_reference: 513,
			source_port: 5000,
			dest_port: 5001,
			language_indicator: 1,
		}),
		M('mo_254', { data_coding: 0, short_message: Buffer.alloc(254, 0x42) }),
	];
};
const deliverTo = s => s.bound === 'bind_receiver' || s.bound === 'bind_transceiver';
const delivering = () => [...sessions].find(s => deliverTo(s) && !s.closed);

// raw octets an ESME must survive; want: what the ESME may do
const GARBAGE = {
	unknown_command: { bytes: raw(0x777, 0, 9001, B('abc')), nack: 3, keep: true },
	unknown_response: { bytes: raw(0x80000777, 0, 9002), keep: true },
	unmatched_response: { bytes: raw(0x80000004, 0, 999999, cstr('nobody')), keep: true },
	vendor_status_response: { bytes: raw(0x80000015, 0x0450, 888888), keep: true },
	tlv_overrun: {
		bytes: raw(
			5,
			0,
			9003,
			Buffer.concat([
				cstr(''),
				B([1, 1]),
				cstr('46701'),
				B([1, 1]),
				cstr('72000'),
				B([0, 0, 0]),
				cstr(''),
				cstr(''),
				B([0, 0, 0, 0, 2]),
				B('hi'),
				B([0x04, 0x24, 0xff, 0xff, 1]),
			])
		),
	},
	no_terminator: { bytes: raw(5, 0, 9004, Buffer.alloc(60, 0x41)) },
	sm_length_overrun: {
		bytes: raw(
			5,
			0,
			9005,
			Buffer.concat([
				cstr(''),
				B([1, 1]),
				cstr('46701'),
				B([1, 1]),
				cstr('72000'),
				B([0, 0, 0]),
				cstr(''),
				cstr(''),
				B([0, 0, 0, 0, 200]),
				B('hi'),
			])
		),
	},
	truncated_body: { bytes: raw(5, 0, 9006, B([0, 1])) },
	length_0: { bytes: B('00000000000000150000000000002329', 'hex'), close: true },
	length_8: { bytes: B('00000008000000150000000000002329', 'hex'), close: true },
	length_huge: {
		bytes: Buffer.concat([B('7fffffff000000050000000000002329', 'hex'), Buffer.alloc(64, 0x41)]),
		close: true,
	},
	http_text: { bytes: B('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'), close: true },
};
let garbageLeft = o.case ? [o.case] : Object.keys(GARBAGE);
async function garbage(s) {
	while (garbageLeft.length && !s.closed) {
		const name = garbageLeft.shift(),
			g = GARBAGE[name],
			n0 = s.nacks.length;
		tap.diag('garbage ' + name);
		s.got = [];
		s.socket.write(g.bytes);
		await sleep(400);
		if (g.close) {
			for (let i = 0; i < 80 && !s.closed; i++) await sleep(100);
			tap.is(
				s.closed || s.nacks.length > n0,
				'garbage_' + name,
				'neither generic_nack nor close in 8 s',
				(s.nacks.length > n0 ? 'nack 0x' + s.nacks[s.nacks.length - 1].toString(16) + ' ' : '') +
					(s.closed ? 'closed' : 'kept open')
			);
			if (!s.closed) s.destroy();
			return;
		}
		const what =
			s.got.map(p => p.command + ':0x' + p.command_status.toString(16)).join(',') ||
			(s.closed ? 'closed' : 'nothing');
		if (g.keep) {
			if (s.closed) {
				tap.notOk('garbage_' + name, 'the ESME closed the link');
				return;
			}
			const alive = await sendReq(s, 'enquire_link', {}, null, 3000);
			if (!alive) tap.notOk('garbage_' + name, 'link dead after it (' + what + ')');
			else if (g.nack !== undefined && !s.nacks.slice(n0).includes(g.nack))
				tap.notOk('garbage_' + name, 'no generic_nack status ' + g.nack + ' (' + what + ')');
			else tap.ok('garbage_' + name, what);
		} else
			tap.is(
				s.closed || s.got.some(p => p.command_status !== 0),
				'garbage_' + name,
				'accepted a broken PDU (' + what + ')',
				what
			);
	}
	if (!garbageLeft.length) {
		if (!s.closed) sendReq(s, 'unbind', {}, null, 2000).then(() => s.close());
		setTimeout(() => finish(), 1500);
	}
}
const sleep = ms => new Promise(r => setTimeout(r, ms));
const sessions = new Set();
let dropped = 0,
	droppedAt = 0,
	reorderQ = [],
	reorderT = null,
	coalesceQ = [],
	coalesceT = null,
	muteAt = 0;

function onSession(s) {
	const id = ++sessionNo;
	sessions.add(s);
	s.pend = new Set();
	s.nacks = [];
	s.got = [];
	s.bound = null;
	s.on('error', e => {
		tap.diag('session ' + id + ' error: ' + e.message);
		if (!e.code || !/^E[A-Z]+$/.test(e.code)) {
			s.socket.write(raw(0x80000000, smpp.ESME_RINVCMDLEN, 0));
			setTimeout(() => s.destroy(), 50);
		}
	}); // node-smpp stops reading after a parse error, so nack and close
	s.on('close', () => {
		s.closed = true;
		sessions.delete(s);
		sessionsEnded++;
		tap.diag('session ' + id + ' closed at ' + now() + ' ms');
		s.pend.forEach(f => f(false, 'link closed'));
		if ((o.mode === 'mute' || o.mode === 'mute-bind') && muteAt) {
			tap.ok(
				'esme_gave_up',
				'closed the link ' + (now() - muteAt) + ' ms after the first unanswered PDU'
			);
			finish();
		}
		if (o.sessions && sessionsEnded >= o.sessions) setTimeout(finish, 300);
	});
	const reply = (p, opts) => {
		const r = p.response(opts);
		if (o.mode === 'fragment') {
			const b = r.toBuffer();
			s.socket.setNoDelay(true);
			s.fragQ = (s.fragQ || Promise.resolve()).then(async () => {
				for (const x of b) {
					s.socket.write(B([x]));
					await sleep(1);
				}
			});
		} else if (o.mode === 'coalesce' && s.bound && p.command !== 'unbind') {
			coalesceQ.push(r.toBuffer());
			clearTimeout(coalesceT);
			coalesceT = setTimeout(() => {
				s.socket.write(Buffer.concat(coalesceQ));
				tap.diag('wrote ' + coalesceQ.length + ' responses at once');
				coalesceQ = [];
			}, 150);
		} else if (!s.dropped) s.send(r);
	};
	s.on('pdu', p => {
		if (s.dropped) return;
		bump(p.command);
		if (o.verbose) console.error(JSON.stringify({ t: now(), session: id, pdu: p }));
		if (p.command === 'generic_nack') s.nacks.push(p.command_status);
		if (p.command_id & 0x80000000 || p.command === 'generic_nack') s.got.push(p);
	});
	s.on('unknown', p => {
		if (!(p.command_id & 0x80000000)) reply(p);
	});
	s.on('enquire_link', p => {
		if (o.mode !== 'mute') reply(p);
		else {
			muteAt = muteAt || now();
			tap.diag('enquire_link at ' + (now() - muteAt) + ' ms, not answered');
		}
	});
	for (const kind of ['bind_transmitter', 'bind_receiver', 'bind_transceiver'])
		s.on(kind, p => {
			if (o.mode === 'mute-bind') {
				muteAt = muteAt || now();
				return;
			}
			if (s.bound) return reply(p, { command_status: smpp.ESME_RALYBND });
			if (p.system_id !== o.user || p.password !== o.password) {
				stats.bindsBad++;
				tap.ok('refused_' + kind, 'system_id ' + JSON.stringify(p.system_id));
				return reply(p, { command_status: smpp.ESME_RINVPASWD });
			}
			s.bound = kind;
			stats.bindsOk++;
			tap.ok(
				kind,
				`system_type ${JSON.stringify(p.system_type)} ` +
					`interface_version 0x${p.interface_version.toString(16)}`
			);
			if (dropped && o.mode.startsWith('drop')) {
				tap.ok('reconnected', now() - droppedAt + ' ms after the drop');
				if (dropped >= 2) linger(s);
			}
			const resp = p.response({ system_id: 'node_smsc', sc_interface_version: o.version });
			if (o.mode === 'early') {
				const dl = new smpp.PDU('deliver_sm', Object.assign({ sequence_number: 1 }, MOS()[0][1]));
				s.sequence = 1;
				s._callbacks[1] = r =>
					tap.is(
						r.command === 'deliver_sm_resp' && [0, 0x64].includes(r.command_status),
						'early_deliver',
						r.command + ' ' + r.command_status,
						'status ' + r.command_status
					);
				return s.socket.write(Buffer.concat([resp.toBuffer(), dl.toBuffer()]));
			}
			if (o.mode === 'fragment') reply(p, { system_id: 'node_smsc', sc_interface_version: o.version });
			else s.send(resp);
			setTimeout(() => afterBind(s), 100);
		});
	const needTx = (p, fn) => {
		if (s.bound === 'bind_transmitter' || s.bound === 'bind_transceiver') return fn();
		reply(p, { command_status: smpp.ESME_RINVBNDSTS });
	};
	const accept = (p, text) => {
		const mid = String(nextId++).padStart(8, '0');
		const m = {
			src: p.source_addr,
			ston: p.source_addr_ton,
			snpi: p.source_addr_npi,
			dst: p.destination_addr,
			dton: p.dest_addr_ton,
			dnpi: p.dest_addr_npi,
			text,
			when: new Date(),
			state: p.schedule_delivery_time ? 0 : 1,
			reg: p.registered_delivery,
		};
		store.set(mid, m);
		if (!p.schedule_delivery_time)
			setTimeout(() => {
				if (m.state !== 1) return;
				m.state = /^666/.test(m.dst || '') ? 5 : 2;
				const want = m.reg & 3;
				if (want === 1 || (want === 2 && m.state === 5) || (want === 3 && m.state === 2)) {
					const d = deliverTo(s) && !s.closed ? s : delivering();
					if (d) receipt(d, mid, m, m.state === 2 ? 'DELIVRD' : 'UNDELIV', m.state);
					else tap.diag('no receiver for the receipt of ' + mid);
				}
			}, o['receipt-ms']);
		return mid;
	};
	const textOf = p => {
		let t =
			p.short_message && p.short_message.message !== undefined
				? p.short_message.message
				: p.short_message;
		if ((!t || !t.length) && p.message_payload) t = p.message_payload.message || p.message_payload;
		return B(t || '');
	};
	s.on('submit_sm', p =>
		needTx(p, () => {
			if (s.dropped) return;
			const k = seen.submit_sm;
			if (o.mode === 'mute') {
				muteAt = muteAt || now();
				return;
			}
			const key = p.destination_addr + '|' + textOf(p).toString('hex');
			if (throttledKeys.delete(key)) stats.resent++;
			if (o.mode === 'throttle' && k <= o.count) {
				throttledKeys.add(key);
				stats.throttled++;
				s.thr = s.thr || now();
				return reply(p, { command_status: smpp.ESME_RTHROTTLED });
			}
			if (o.mode === 'throttle' && k === o.count + 1)
				tap.ok('submit_after_throttle', now() - s.thr + ' ms after the first ESME_RTHROTTLED');
			if (o.mode === 'nack' && k <= o.count)
				return s.socket.write(raw(0x80000000, smpp.ESME_RSYSERR, p.sequence_number));
			if (o.mode === 'badseq' && k <= o.count)
				return s.socket.write(raw(0x80000004, 0, p.sequence_number + 100000, cstr('lost')));
			if (o.mode.startsWith('drop') && !s.dropped && k >= o.count && dropped < 2) {
				s.dropped = true;
				dropped++;
				droppedAt = now();
				tap.diag('dropping the link at submit_sm ' + k);
				seen.submit_sm = 0;
				if (o.mode === 'drop-midpdu') {
					s.socket.write(p.response({ message_id: 'x' }).toBuffer().slice(0, 14));
					return setTimeout(() => s.destroy(), 50);
				}
				return s.destroy();
			}
			if (!p.destination_addr) return reply(p, { command_status: smpp.ESME_RINVDSTADR });
			if (o.mode === 'reorder') {
				reorderQ.push(() => reply(p, { message_id: accept(p, textOf(p)) }));
				clearTimeout(reorderT);
				const fl = () => {
					const q = reorderQ.reverse();
					reorderQ = [];
					tap.diag('answering ' + q.length + ' in reverse order');
					q.forEach(f => f());
				};
				if (reorderQ.length >= 50) fl();
				else reorderT = setTimeout(fl, 300);
				return;
			}
			reply(p, { message_id: accept(p, textOf(p)) });
		})
	);
	s.on('submit_multi', p =>
		needTx(p, () => {
			const badOnes = [],
				good = [];
			for (const d of p.dest_address || [])
				(d.dl_name || /^666/.test(d.destination_addr) ? badOnes : good).push(d);
			const mid = accept(
				Object.assign(p, { destination_addr: good.length ? good[0].destination_addr : '' }),
				textOf(p)
			);
			reply(p, {
				message_id: mid,
				unsuccess_sme: badOnes.map(d => ({
					dest_addr_ton: d.dest_addr_ton || 0,
					dest_addr_npi: d.dest_addr_npi || 0,
					destination_addr: d.destination_addr || d.dl_name,
					error_status_code: d.dl_name ? smpp.ESME_RINVDLNAME : smpp.ESME_RINVDSTADR,
				})),
			});
		})
	);
	s.on('data_sm', p => needTx(p, () => reply(p, { message_id: accept(p, textOf(p)) })));
	s.on('query_sm', p =>
		needTx(p, () => {
			const m = store.get(p.message_id);
			if (!m) return reply(p, { command_status: smpp.ESME_RQUERYFAIL });
			reply(p, {
				message_id: p.message_id,
				final_date: m.state >= 2 ? new Date() : '',
				message_state: m.state,
				error_code: 0,
			});
		})
	);
	s.on('cancel_sm', p =>
		needTx(p, () => {
			const m = store.get(p.message_id);
			if (!m || m.state > 1) return reply(p, { command_status: smpp.ESME_RCANCELFAIL });
			m.state = 4;
			reply(p);
		})
	);
	s.on('replace_sm', p =>
		needTx(p, () => {
			const m = store.get(p.message_id);
			if (!m || m.state > 1) return reply(p, { command_status: smpp.ESME_RREPLACEFAIL });
			m.text = textOf(p);
			reply(p);
		})
	);
	s.on('broadcast_sm', p => needTx(p, () => reply(p, { message_id: 'B' + nextId++ })));
	s.on('unbind', p => {
		if (o.mode === 'mute') {
			muteAt = muteAt || now();
			return;
		}
		reply(p);
		s.bound = null;
		setTimeout(() => s.close(), 50);
	});
}
async function afterBind(s) {
	if (o.mode === 'garbage') return garbage(s);
	if (o.mode === 'unbind') {
		const ok = await sendReq(s, 'unbind', {}, 'unbind_by_smsc', 5000);
		if (ok) s.close();
		return linger(s);
	}
	if (o.mode === 'enquire') {
		for (let i = 0; i < o.count; i++)
			await sendReq(s, 'enquire_link', {}, 'enquire_link_' + (i + 1), 3000);
		return linger(s);
	}
	if ((o.mode === 'mo' && deliverTo(s)) || (o.mode === 'early' && deliverTo(s))) {
		for (const [n, x] of MOS()) {
			if (s.closed) return;
			await sendReq(s, 'deliver_sm', x, n, 5000);
		}
		await sendReq(
			s,
			'data_sm',
			{
				source_addr: '46701',
				destination_addr: '72000',
				data_coding: 0,
				message_payload: B('data_sm MO'),
			},
			'mo_data_sm',
			5000
		);
		await Promise.all(
			[...Array(20).keys()].map(i =>
				sendReq(
					s,
					'deliver_sm',
					Object.assign({}, MOS()[0][1], { short_message: B('burst ' + i) }),
					'mo_burst_' + i,
					5000
				)
			)
		);
		return linger(s);
	}
	if (o.mo && deliverTo(s))
		for (let i = 0; i < o.mo && !s.closed; i++)
			await sendReq(s, 'deliver_sm', MOS()[0][1], 'mo_' + (i + 1), 5000);
}
function linger(s) {
	tap.diag('scenario done');
	setTimeout(finish, o.linger * 1000);
}
let finished = false;
function finish(why) {
	if (finished) return;
	finished = true;
	if (why) tap.diag(why);
	tap.is(
		stats.bindsOk > 0 || o.mode === 'mute-bind',
		'some_bind',
		'nobody bound',
		stats.bindsOk + ' bound, ' + stats.bindsBad + ' refused'
	);
	tap.diag('seen ' + JSON.stringify(seen));
	for (const e of (o.expect || '').split(',').filter(Boolean)) {
		const [k, v] = e.split('=');
		tap.is(
			(seen[k] || 0) >= +(v || 1),
			'seen_' + k,
			`${seen[k] || 0} of ${v || 1}`,
			String(seen[k])
		);
	}
	if (o.mode === 'throttle') {
		tap.is(
			stats.throttled > 0 && seen.submit_sm > stats.throttled,
			'submits_after_throttle',
			`${stats.throttled} throttled, ${seen.submit_sm || 0} submit_sm in all`
		);
		tap.diag(`${stats.resent} of ${stats.throttled} throttled messages were sent again`);
	}
	if (o.mode.startsWith('drop'))
		tap.is(
			dropped > 0 && stats.bindsOk > 1,
			'drop_rebound',
			dropped + ' drops, ' + stats.bindsOk + ' binds'
		);
	if (o.mode.startsWith('mute') && sessions.size) tap.notOk('esme_gave_up', 'still connected');
	if (o.mode === 'garbage')
		for (const g of garbageLeft)
			tap.notOk('garbage_' + g, 'not reached: the ESME did not come back');
	const rc = tap.done();
	sessions.forEach(s => s.destroy());
	setTimeout(() => process.exit(rc), 100);
}
process.on('SIGTERM', () => finish('SIGTERM'));
process.on('SIGINT', () => finish('SIGINT'));
setTimeout(() => finish('max-time'), o['max-time'] * 1000);
process.on('uncaughtException', e => {
	tap.notOk('exception', e.stack.split('\n').slice(0, 3).join(' | '));
	finish();
});
if (o.mode === 'outbind') {
	const sock = net.connect(PORT, HOST, () => {
		const s = new smpp.Session({ socket: sock });
		o.mode = 'normal';
		onSession(s);
		s.outbind({ system_id: 'node_smsc', password: 'outbind' });
		tap.diag('outbind sent');
	});
	sock.on('error', e => {
		tap.notOk('outbind_connect', e.message);
		finish();
	});
} else {
	const srv = smpp.createServer(
		o.cert ? { cert: fs.readFileSync(o.cert), key: fs.readFileSync(o.key) } : {},
		onSession
	);
	srv.on('error', e => {
		tap.notOk('listen', e.message);
		process.exit(1);
	});
	srv.listen(PORT, HOST, () =>
		console.log(
			'# listening on ' +
				HOST +
				':' +
				srv.address().port +
				' mode ' +
				o.mode +
				' pid ' +
				process.pid
		)
	);
}

package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// magic begins every checkpoint; its last digit is the version of the format.
const magic = "plantwin run 1\n"

// Save writes a checkpoint: header (magic, program version, shape), the state
// as a walk of its plain data, little-endian, and the SHA-256 of all before.
// Equal states give equal bytes. Cost: O(state).
func (r *Run) Save(w io.Writer) error {
	if r.err != nil {
		return fmt.Errorf("a failed run cannot be saved: %w", r.err)
	}
	_, err := w.Write(r.s.bytes())
	return err
}

func (s *State) bytes() []byte {
	s.finishAll() // whoever loads this may have other numbers
	b := []byte(magic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.m.Version)))
	b = append(b, s.m.Version...)
	b = append(b, s.m.Shape[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(s.Now))
	b = s.m.kept.encode(b, pointer(&s.kept))
	for i, p := range s.m.plans {
		if p != nil {
			b = p.encode(b, reflect.ValueOf(s.Units[i]).UnsafePointer())
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// Load reads a checkpoint that a run of a model of the same shape and version
// has written. Whatever else it is given is an error.
func Load(m *Model, r io.Reader) (*Run, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s, err := m.decode(b)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return &Run{m: m, s: s}, nil
}

func (m *Model) decode(b []byte) (*State, error) {
	if !bytes.HasPrefix(b, []byte(magic)) {
		return nil, errors.New("this is not a checkpoint of this program")
	}
	n := len(b) - sha256.Size
	if n < len(magic) {
		return nil, errors.New("the data end too early")
	}
	if sum := sha256.Sum256(b[:n]); !bytes.Equal(sum[:], b[n:]) {
		return nil, errors.New("the data are damaged (checksum)")
	}
	return m.decodeBody(b[len(magic):n])
}

func (m *Model) decodeBody(b []byte) (*State, error) {
	short := errors.New("the data end too early")
	if len(b) < 4 {
		return nil, short
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if b = b[4:]; n > int64(len(b)) {
		return nil, short
	}
	if v := string(b[:n]); v != m.Version {
		return nil, fmt.Errorf("written by version %q, this is %q (start anew from stored readings)", v, m.Version)
	}
	if b = b[n:]; len(b) < len(m.Shape)+8 {
		return nil, short
	}
	if !bytes.Equal(b[:len(m.Shape)], m.Shape[:]) {
		return nil, errors.New("it belongs to another model (shape)")
	}
	b = b[len(m.Shape):]
	s := newState(m, Options{})
	s.Now = time.Duration(binary.LittleEndian.Uint64(b))
	b, err := m.kept.decode(b[8:], pointer(&s.kept))
	if err != nil {
		return nil, err
	}
	for i, p := range m.plans {
		if p == nil {
			continue
		}
		if b, err = p.decode(b, reflect.ValueOf(s.Units[i]).UnsafePointer()); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name(int32(i)), err)
		}
	}
	if len(b) > 0 {
		return nil, fmt.Errorf("%d bytes too many", len(b))
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	s.kept.queue.rebuild()
	return s, nil
}

// check says what is impossible in a state that was read from a file, so that
// the kernel's own tables cannot make the run panic.
func (s *State) check() error {
	k, m := &s.kept, s.m
	if s.Now < 0 || s.Now > Longest {
		return fmt.Errorf("the time is %v", s.Now)
	}
	if k.ring.size != 0 || k.ring.head != 0 {
		return errors.New("it was written within an instant")
	}
	if len(k.levels) != len(m.levels) || len(k.cells) != m.cells || len(k.wide) != m.spans || len(k.counts) != len(m.counts) ||
		len(k.tallies) != len(m.tallies) || len(k.records) != len(m.records) || len(k.streams) != len(m.streams) ||
		len(k.conds) != len(m.Conditions) || len(k.accounts) != len(m.accounts) || len(k.islands) != len(m.Islands) || len(k.parts.cols) != len(m.attrs) {
		return errors.New("tables of other lengths than the model's")
	}
	if what := k.parts.check(); what != "" {
		return fmt.Errorf("broken %s", what)
	}
	if err := k.queue.check(); err != nil {
		return err
	}
	for i := range k.queue.slots {
		if err := s.checkSlot(&k.queue.slots[i]); err != nil {
			return err
		}
	}
	if err := s.checkAux(); err != nil {
		return err
	}
	for i := range k.wide {
		if w := &k.wide[i]; w.since < 0 || w.since > int64(s.Now) {
			return errors.New("a time of servers from the future")
		}
	}
	for i := range k.records {
		if err := k.records[i].check(int64(s.Now)); err != nil {
			return err
		}
	}
	for i := range k.islands {
		if err := s.checkIsland(i); err != nil {
			return fmt.Errorf("%s: %w", m.Islands[i].Name, err)
		}
	}
	return s.checkCalls()
}

func (s *State) checkSlot(q *slot) error {
	if q.at < 0 {
		return nil
	}
	class := uint8(q.ord >> (slotBits + seqBits))
	ok := q.to >= 0 && int(q.to) < len(s.m.Units)
	switch class {
	case Step:
		ok = q.to >= 0 && int(q.to) < len(s.m.Islands) && s.kept.islands[q.to].live
	case Look:
		ok = ok || q.to == -1
	}
	if !ok || q.at < int64(s.Now) || q.at >= int64(Never) || q.ord>>slotBits&lastSeq > s.kept.queue.seq {
		return fmt.Errorf("an impossible event: class %d for %d at %d", class, q.to, q.at)
	}
	return nil
}

// checkAux compares the constants that stand in the state for speed.
func (s *State) checkAux() error {
	k := &s.kept
	traced := false
	for i := range k.records {
		traced = traced || k.records[i].hasTrace
	}
	f := &newState(s.m, Options{Record: traced}).kept
	bad := errors.New("signals of another model")
	for i := range k.records {
		if k.records[i].hasHist != f.records[i].hasHist || k.records[i].hasTrace != f.records[i].hasTrace {
			return bad
		}
	}
	for i := range k.levels {
		if k.levels[i].aux != f.levels[i].aux {
			return bad
		}
	}
	for i := range k.cells {
		if k.cells[i].aux != f.cells[i].aux {
			return bad
		}
	}
	for i := range k.counts {
		if k.counts[i].aux != f.counts[i].aux {
			return bad
		}
	}
	for i := range k.tallies {
		if k.tallies[i].aux != f.tallies[i].aux {
			return bad
		}
	}
	for i := range k.islands {
		if len(k.islands[i].stats) != len(f.islands[i].stats) {
			return bad
		}
		for j := range k.islands[i].stats {
			if a, b := &k.islands[i].stats[j], &f.islands[i].stats[j]; a.rec != b.rec || a.sub != b.sub || a.mean != b.mean || a.ends != b.ends {
				return bad
			}
		}
	}
	return nil
}

func (r *record) check(now int64) error {
	bins := func(b *Bins) bool {
		return b.First >= 0 && b.First <= 1<<20 && int64(len(b.N)) <= 1<<20
	}
	if r.since < 0 || r.since > now || !bins(&r.Hist.Pos) || !bins(&r.Hist.Neg) ||
		r.Trace.Width < 0 || r.Trace.Width > int64(Never) || len(r.Trace.Buckets) > MaxBuckets {
		return errors.New("an impossible record")
	}
	return nil
}

func (s *State) checkIsland(i int) error {
	is, sys := &s.kept.islands[i], s.m.systems[i]
	ny, ng := sys.NY(), sys.NG()
	if len(is.y) != ny || len(is.z) != sys.NZ() || len(is.u) != sys.NU() ||
		len(is.on) != ng || len(is.rose) != ng || len(is.fell) != ng || len(is.ctl.F) != ny {
		return errors.New("vectors of other lengths than the model's")
	}
	if z := &is.zeno; is.ctl.Mode > ode.BDF || z.guard < -1 || int(z.guard) >= max(ng, 1) || z.before < -1 || int(z.before) >= max(ng, 1) {
		return errors.New("an impossible step control")
	}
	if m := modalOf(sys); m != nil && !m.possible(is.z) {
		return errors.New("an impossible mode")
	}
	p := &is.piece
	if is.live && (p.Deg < 0 || p.Deg > 64 || len(p.C) != ny*int(p.Deg+1) || len(p.End) != ny ||
		p.Raw && p.Deg != ode.MaxDegree || p.Root < -1 || int(p.Root) >= ng || !(p.H >= 0 && p.H <= 2*longestPiece) || !(p.H0 >= 0)) {
		return errors.New("an impossible step")
	}
	if is.base < 0 || is.base > int64(s.Now) || !(is.off >= 0 && is.off < 2e-9) {
		return errors.New("a step that begins at an impossible time")
	}
	return nil
}

// checkCalls compares the lists of phase c with the flags.
func (s *State) checkCalls() error {
	k := &s.kept
	bad := errors.New("broken lists of phase c")
	for _, i := range k.dirtyI {
		if i < 0 || int(i) >= len(k.islands) || !k.islands[i].called {
			return bad
		}
	}
	for _, c := range k.dirtyC {
		if c < 0 || int(c) >= len(k.conds) || !k.conds[c].dirty {
			return bad
		}
	}
	if len(k.dirtyI) > len(k.islands) || len(k.dirtyC) > len(k.conds) {
		return bad
	}
	return nil
}

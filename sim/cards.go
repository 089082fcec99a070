package sim

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/plantwin/plantwin/internal/fetch"
)

const (
	unitBytes = 3 * fetch.Size // of a unit that every event reads
	ownBytes  = 2 * fetch.Size // of its state
)

// cardWriter collects the lines of cards.
type cardWriter struct {
	lines [][]uintptr
	of    map[string]int // unit of an asset
}

// add puts memory on card i, which has no line twice.
func (w *cardWriter) add(i int, p unsafe.Pointer, size uintptr) {
	for at := uintptr(p) &^ (fetch.Size - 1); at < uintptr(p)+size; at += fetch.Size {
		if !slices.Contains(w.lines[i], at) {
			w.lines[i] = append(w.lines[i], at)
		}
	}
}

// own puts memory on the card of an asset's unit.
func (w *cardWriter) own(asset string, p unsafe.Pointer, size uintptr) {
	if i, ok := w.of[asset]; ok {
		w.add(i, p, size)
	}
}

// plain puts a struct on card i, at most so many bytes of it, and a line of each of its slices.
func (w *cardWriter) plain(i int, p *plan, at unsafe.Pointer, most uintptr) {
	w.add(i, at, min(p.size, most))
	for _, o := range p.ops {
		if o.kind != opSlice {
			continue
		}
		if h := (*header)(unsafe.Add(at, o.off)); h.len > 0 {
			w.add(i, h.data, min(uintptr(h.len)*o.elem.size, fetch.Size))
		}
	}
}

// writeCards finds where the memory of each unit and island is. It need not be all, nor stay so: a slice that grows moves away.
func (s *State) writeCards() {
	m, k := s.m, &s.kept
	n := len(m.Units)
	w := &cardWriter{make([][]uintptr, n+len(m.Islands)), make(map[string]int, n)}
	for i := range m.Units {
		w.of[m.name(int32(i))] = i
		u := reflect.ValueOf(m.Units[i])
		if u.Kind() != reflect.Pointer {
			continue
		}
		w.add(i, unsafe.Pointer(&m.Units[i]), unsafe.Sizeof(m.Units[i]))
		w.add(i, u.UnsafePointer(), min(u.Type().Elem().Size(), unitBytes))
		if p := m.plans[i]; p != nil {
			w.add(i, unsafe.Pointer(&s.Units[i]), unsafe.Sizeof(s.Units[i]))
			w.plain(i, p, reflect.ValueOf(s.Units[i]).UnsafePointer(), ownBytes)
		}
	}
	for i, x := range m.streams {
		w.own(x.identity, unsafe.Pointer(&k.streams[i]), unsafe.Sizeof(k.streams[i]))
	}
	for i, x := range m.counts {
		w.own(x.asset, unsafe.Pointer(&k.counts[i]), unsafe.Sizeof(k.counts[i]))
	}
	for i, x := range m.levels {
		w.own(x.asset, unsafe.Pointer(&k.levels[i]), unsafe.Sizeof(k.levels[i]))
	}
	for i, x := range m.tallies {
		w.own(x.asset, unsafe.Pointer(&k.tallies[i]), unsafe.Sizeof(k.tallies[i]))
	}
	for _, x := range m.times {
		w.own(x.asset, unsafe.Pointer(&k.cells[x.first]), min(uintptr(len(x.states))*unsafe.Sizeof(cell{}), fetch.Size/2))
	}
	p := m.kept.ops[slices.IndexFunc(m.kept.ops, func(o op) bool { return o.name == "islands" })].elem
	for i := range k.islands {
		w.plain(n+i, p, unsafe.Pointer(&k.islands[i]), p.size)
	}
	a := &k.queue.ahead
	a.next, a.isle = m.next, slices.Repeat([]int32{-1}, n)
	for i := range m.Islands {
		for _, terms := range m.Islands[i].Inputs {
			for _, t := range terms {
				if u, ok := w.of[m.assetOf(t.Ref)]; ok {
					a.isle[u] = int32(n + i)
				}
			}
		}
	}
	a.take(w)
}

// assetOf is the asset of a signal of the line.
func (m *Model) assetOf(r Ref) string {
	switch r.Store {
	case StoreLevel:
		return m.levels[r.Index].asset
	case StoreCount:
		return m.counts[r.Index].asset
	case StoreTally:
		return m.tallies[r.Index].asset
	case StoreTimes:
		i, _ := slices.BinarySearchFunc(m.times, r.Index, func(t timesSpec, x int32) int { return int(t.first - x) })
		return m.times[i].asset
	}
	return ""
}

// take makes cards of lines.
func (a *ahead) take(w *cardWriter) {
	a.base = ^uintptr(0)
	for _, lines := range w.lines {
		for _, x := range lines {
			a.base = min(a.base, x)
		}
	}
	a.cards = make([]fetch.Card, len(w.lines))
	for i, lines := range w.lines {
		a.cards[i] = fetch.NewCard(lines, a.base)
	}
}

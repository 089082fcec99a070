package line

import (
	"math"

	"github.com/plantwin/plantwin/sim"
)

// enters books that a part of a product comes into the plant.
func (u *source) enters(s *sim.State, part, typ int32) {
	s.Add(u.t.wip, 1)
	u.t.inside(s, typ, 1)
	if u.give != nil {
		u.give.give(s, part)
	}
}

// left books that a part of a product has left.
func (u *source) left(s *sim.State, typ int32) {
	s.Count(u.done, 1)
	if u.products != nil {
		u.products.finished(s, typ)
	}
	if u.books != nil {
		u.books.postAll(s, typ, u.state(s).spent)
	}
}

// release lets parts go as long as they are taken.
func (u *source) release(s *sim.State, st *sourceState) {
	for {
		if st.head == none && !u.next(s, st) {
			return
		}
		if u.take != nil && !u.take.bind(s, &st.binding, st.head, request{u.id, 0}, u.loop) {
			return
		}
		p := s.Part(st.head)
		p.Born, p.Entered = s.Now, s.Now
		if u.dated && st.term == st.term {
			s.SetAttr(u.p.Due, st.head, s.Now.Seconds()+st.term)
		}
		open := u.exit.open(st.dest)
		typ := p.Type
		if open { // before it leaves at once
			u.enters(s, st.head, typ)
		}
		if !u.exit.offer(s, st.head, askerOf(u.id, 0), st.dest) {
			u.loop.soon(s, u.id)
			return
		}
		if !open {
			u.enters(s, st.head, typ)
		}
		u.left(s, typ)
		st.head, st.holds = none, false
		if u.always {
			continue
		}
		st.ready--
		if u.waiting >= 0 {
			s.Add(u.waiting, -1)
		}
	}
}

// taken binds what the head waits for.
func (u *source) taken(s *sim.State, slot int32) bool {
	st := u.state(s)
	return u.take.bindLate(s, &st.binding, st.head, request{u.id, slot})
}

// next makes the record of the next part, if one is ready.
func (u *source) next(s *sim.State, st *sourceState) bool {
	if st.shut {
		return false
	}
	if u.always {
		if !u.shifts.Open(s.Now) || !u.mayBurst(s, st) {
			return false
		}
	} else if st.ready == 0 {
		return false
	}
	st.head = s.NewPart(0)
	s.Part(st.head).Holder = u.id
	if !u.plain {
		u.describe(s, st)
	}
	st.dest = 0
	if u.exit.rule != One {
		st.dest = u.exit.choose(s, st.head, &st.turn)
	}
	s.Ends(u.id, st.head)
	return true
}

// describe gives the head its product, due date, route and attributes.
func (u *source) describe(s *sim.State, st *sourceState) {
	job := none
	due := math.NaN()
	typ := int32(-1)
	if u.jobs != nil {
		j := u.nextJob(st)
		job, typ, due = st.job, j.Product, j.Due
	}
	if typ < 0 { // no order says which
		if x := u.makes.Value(s, st.head); x >= 0 {
			typ = int32(x)
		}
	}
	if int(typ) < 0 || int(typ) >= len(u.p.List) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMakes})
		typ = 0
	}
	s.Part(st.head).Type = typ
	if u.p.Step >= 0 {
		u.p.begin(s, st.head, st.made)
	}
	st.made++
	if !mark(s, st.head, u.with, job) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMark})
	}
	if u.books != nil && !u.books.prime(s, st) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badCost})
	}
	st.term = math.NaN()
	if u.p.Due < 0 {
		return
	}
	if due != due {
		due = math.Inf(1)
		if pr := &u.p.List[typ]; pr.HasDue {
			st.term = pr.Due.Value(s, st.head)
		}
	}
	s.SetAttr(u.p.Due, st.head, due)
}

// show books whether a part stands at the source.
func (u *source) show(s *sim.State, st *sourceState) {
	v := 0.0
	if st.head != none {
		v = 1
	}
	s.Set(u.blocked, v)
}

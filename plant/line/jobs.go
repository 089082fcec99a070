package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Jobs are a list of orders that a source releases, in order of release. It is constant.
type Jobs struct{ List []Job }

// Job is one order.
type Job struct {
	Release time.Duration // [ns] since the start
	Product int32
	Count   int32
	Due     float64 // [s] since the start; NaN where the product says when
}

// start books every release before the run begins, so that what is released at an instant is there before anything that
// ends at it is followed up: a rule that picks from a queue then sees all that is due to choose from.
func (u *source) startJobs(s *sim.State) {
	for k := range u.jobs.List {
		s.Book(u.jobs.List[k].Release, sim.Event{To: u.id, Code: evArrive, Class: sim.End, Arg: int64(k)})
	}
}

// nextJob moves on to the order that the next part belongs to.
func (u *source) nextJob(st *sourceState) *Job {
	for {
		j := &u.jobs.List[st.job]
		if st.ofJob < j.Count {
			st.ofJob++
			return j
		}
		st.job++
		st.ofJob = 0
	}
}

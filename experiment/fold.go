package experiment

import (
	"context"
	"fmt"
	"iter"
)

// fold has the tasks carried out and calls take with each outcome in order of task, until take returns false or the tasks
// end. At most window tasks are under way beyond the first that has not been folded. Task.Number must count from 0.
//
// The error is that of ctx or of the runner; nothing is taken after it.
func fold(ctx context.Context, r Runner, tasks iter.Seq[Task], window int, take func(Task, Outcome) bool) error {
	inner, cancel := context.WithCancel(ctx)
	in, out := make(chan Task), make(chan Outcome)
	ended := make(chan error, 1)
	go func() { ended <- r.Run(inner, in, out) }()
	defer func() { // the runner is gone before fold returns
		cancel()
		close(in)
		for {
			select {
			case <-out: // beyond the stop: dropped
			case <-ended:
				return
			}
		}
	}()

	next, stop := iter.Pull(tasks)
	defer stop()
	w := make(waiting, window)
	issued, folded := 0, 0
	task, more := next()
	for more || folded < issued {
		send := in
		if !more || issued-folded >= window {
			send = nil
		}
		select {
		case send <- task:
			w[issued%window] = slot{task: task}
			issued++
			task, more = next()
		case o := <-out:
			if err := w.put(o, folded, issued); err != nil {
				return err
			}
			for ; folded < issued && w[folded%window].done; folded++ {
				s := w[folded%window]
				if ctx.Err() != nil { // the run may have been broken off half way
					return ctx.Err()
				}
				if !take(s.task, s.outcome) {
					return nil
				}
			}
		case err := <-ended:
			ended <- nil // for the deferred wait
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = fmt.Errorf("the runner ended with %d tasks left", issued-folded)
			}
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// waiting is the window: task n stands in slot n modulo its length.
type waiting []slot

type slot struct {
	task    Task
	outcome Outcome
	done    bool
}

// put files an outcome. It refuses one that was not asked for or comes twice.
func (w waiting) put(o Outcome, folded, issued int) error {
	if o.Number < folded || o.Number >= issued || w[o.Number%len(w)].done {
		return fmt.Errorf("the runner gave an outcome for task %d, which it did not have", o.Number)
	}
	s := &w[o.Number%len(w)]
	s.outcome, s.done = o, true
	return nil
}

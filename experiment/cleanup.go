package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// cleanUp chooses among the settings that have been tried.
func (c *campaign) cleanUp(ctx context.Context, note *Explored, res *Result) error {
	c.failures(note)
	best := c.best()
	if best < 0 {
		note.Sentence = fmt.Sprintf("None of the %d settings tried keeps all limits.", len(c.points))
		return nil
	}
	plan := &c.study.Plan
	if !plan.Random {
		c.settle(note, best, "nothing is random, so no other setting tried is better")
		return nil
	}
	race := c.screen(best, note)
	delta := c.delta()
	if len(race) == 1 {
		c.settle(note, best, fmt.Sprintf("the best of those tried with %s confidence", percent(plan.Confidence)))
		note.Best.Confidence = plan.Confidence
		return nil
	}
	left, sure, err := c.race(ctx, race, delta, 1-float64((1-plan.Confidence)/2), res)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		note.Sentence = "None of the best settings keeps all limits with more replications."
		return nil
	}
	winner := left[0]
	for _, i := range left {
		if c.mean(i, c.measure).Mean*float64(c.better) > c.mean(winner, c.measure).Mean*float64(c.better) {
			winner = i
		}
	}
	m := c.study.Measures[c.measure]
	why := fmt.Sprintf("with %s confidence the best of those tried, or within %s of it", percent(plan.Confidence), join(Digits(delta, 3), StepWord(m.Unit)))
	if !sure {
		why = "the best mean; the replications allowed do not tell it from others"
	}
	c.settle(note, winner, why)
	note.Best.Indifference = delta
	if sure {
		note.Best.Confidence = plan.Confidence
		return nil
	}
	for _, i := range left {
		if i != winner {
			note.Best.Rivals = append(note.Best.Rivals, i+1)
		}
	}
	note.Notes = append(note.Notes, fmt.Sprintf("After %d replications %s could not be told from it; let replications.max or indifference be larger.",
		len(c.points[winner].prints), several(len(left)-1, "setting")))
	return nil
}

// settle writes the choice.
func (c *campaign) settle(note *Explored, i int, why string) {
	m := c.study.Measures[c.measure]
	note.Best = c.choice(i)
	note.Sentence = fmt.Sprintf("Choose %s: %s at %s, %s.", c.brief(i), Plain(m.Name), Interval(c.mean(i, c.measure), m.Unit), why)
	for _, b := range c.bounds {
		e := c.mean(i, b.measure)
		if e.N > 1 && math.Abs(e.Mean-b.limit) <= e.HalfWidth {
			x := c.study.Measures[b.measure]
			note.Notes = append(note.Notes, fmt.Sprintf("%s at %s there: the limit lies within the interval.", upper(Plain(x.Name)), Interval(e, x.Unit)))
		}
	}
}

// screen gives the allowed settings that cannot be told from the best with half of the error allowed, at most so many.
func (c *campaign) screen(best int, note *Explored) []int {
	var in, kept []int
	var y [][]float64
	for i := range c.points {
		if c.allowed(i) {
			in, y = append(in, i), append(y, c.wanted(i))
		}
	}
	for k, s := range subset(y, 1-float64((1-c.study.Plan.Confidence)/2), false) {
		if s.kept {
			kept = append(kept, in[k])
		}
	}
	if len(kept) > finalists && c.combinations() > c.Points {
		s := &seeker{campaign: c}
		order := slices.DeleteFunc(s.ranked(), func(i int) bool { return !slices.Contains(kept, i) })
		note.Notes = append(note.Notes, fmt.Sprintf("%d settings could not be told apart; the %d with the best means went into the last stage, to which the confidence refers.",
			len(kept), finalists))
		kept = order[:finalists]
		slices.Sort(kept)
	}
	return kept
}

// race runs the procedure of Kim and Nelson on new replications. Settings that fail, or surely break a bound, leave the race.
// sure is false if the replications allowed ended it.
func (c *campaign) race(ctx context.Context, in []int, delta, confidence float64, res *Result) (left []int, sure bool, err error) {
	skip, n0 := c.n0, max(c.n0, 5)
	most := mostFinal
	if c.max > 0 {
		most = c.max
	}
	n0 = min(n0, max(most-skip, 2))
	if err := c.run(ctx, in, skip+n0); err != nil {
		return nil, false, err
	}
	in = slices.DeleteFunc(slices.Clone(in), c.out)
	if len(in) < 2 {
		return in, true, nil
	}
	p := startKN(c.fresh(in, skip), n0, confidence, delta)
	for r := n0; ; r++ {
		over := p.screen(c.fresh(in, skip), r)
		left = nil
		for _, k := range p.in {
			left = append(left, in[k])
		}
		if over || skip+r >= most {
			c.final(len(left), res)
			return slices.DeleteFunc(left, c.out), over, nil
		}
		if r == len(c.points[left[0]].prints)-skip { // all that is there has been looked at
			ahead := min(max(16/len(left), 1), most-skip-r)
			if err := c.run(ctx, left, skip+r+ahead); err != nil {
				return nil, false, err
			}
			p.in = slices.DeleteFunc(p.in, func(k int) bool { return c.out(in[k]) })
			if c.final(len(p.in), res); len(p.in) == 0 {
				return nil, true, nil
			}
		}
	}
}

// mostFinal is the number of replications of a finalist where the experiment gives no largest one.
const mostFinal = 1000

// fresh are the values of the replications after the first ones.
func (c *campaign) fresh(in []int, skip int) [][]float64 {
	out := make([][]float64, len(in))
	for k, i := range in {
		out[k] = c.wanted(i)[skip:]
	}
	return out
}

// out reports whether a setting cannot win any more: a replication failed or has no value, or a bound is surely broken.
func (c *campaign) out(i int) bool {
	if c.points[i].failed > 0 || slices.ContainsFunc(c.points[i].values[c.measure], math.IsNaN) {
		return true
	}
	return slices.ContainsFunc(c.bounds, func(b bound) bool {
		e := c.mean(i, b.measure)
		return !b.keeps(e.Mean) && !(math.Abs(e.Mean-b.limit) <= e.HalfWidth)
	})
}

// final enters the state of the last stage.
func (c *campaign) final(left int, res *Result) {
	c.step("final", math.NaN(), res)
	res.Search[len(res.Search)-1].Settings = left
}

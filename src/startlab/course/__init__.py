"""A course with marks: notebooks to hand in, scores, question banks and packages for an LMS."""

package dev.milestone;

import org.apiguardian.api.API;

/**
 * What to do, and why.
 *
 * @param kind {@code immediate_action}, {@code optimization}, {@code risk_mitigation} or {@code
 *     strategic_adjustment}
 * @param horizon {@code now}, {@code this_week} or {@code next}
 * @param text what to do
 * @param because the facts it follows from
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Recommendation(String kind, String horizon, String text, String because) {}
